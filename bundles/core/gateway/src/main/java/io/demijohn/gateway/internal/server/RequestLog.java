package io.demijohn.gateway.internal.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line a request, when it is wanted. Only templates and numbers: nothing that a caller wrote.
 */
final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger("io.demijohn.gateway.requests");

    private final boolean on;

    RequestLog(boolean on) {
        this.on = on;
    }

    void log(String id, String method, String route, int status, long nanos) {
        if (on) {
            LOG.info("{} {} {} {} {} ms", id, letters(method), route, status, nanos / 1_000_000);
        }
    }

    // A method may be any token.
    private static String letters(String method) {
        return method.length() <= 16 && method.chars().allMatch(c -> c >= 'A' && c <= 'Z')
                ? method
                : "?";
    }
}
