package io.demijohn.gateway.internal.server;

import java.net.BindException;

/** The innermost reason of a failed bind, in words. */
final class Causes {

    private Causes() {}

    static String of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return cause instanceof BindException && message.contains("in use")
                ? "the port is in use"
                : message;
    }
}
