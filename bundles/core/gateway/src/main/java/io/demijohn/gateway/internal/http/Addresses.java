package io.demijohn.gateway.internal.http;

import java.util.List;

/** What the front door needs to know of an address before there is a route. */
public final class Addresses {

    private Addresses() {}

    /**
     * How errors look at an address.
     *
     * @param path raw
     * @param anthropic whether the request says that it speaks Anthropic's dialect
     * @return the dialect
     */
    public static Dialect dialect(String path, boolean anthropic) {
        if (path.startsWith("/v1/")) {
            return anthropic || path.startsWith("/v1/messages")
                    ? Dialect.ANTHROPIC
                    : Dialect.OPENAI;
        }
        return path.startsWith("/admin/") ? Dialect.ADMIN : Dialect.AGENTS;
    }

    /**
     * Splits and decodes a path.
     *
     * @param path raw
     * @return its parts
     * @throws Problem 400 when it can be read in two ways
     */
    public static List<String> segments(String path) {
        return RawPath.segments(path);
    }
}
