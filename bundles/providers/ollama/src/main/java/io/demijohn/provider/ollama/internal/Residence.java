package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * How the server is to keep the model.
 *
 * @param keepAlive how long it stays in memory afterwards: a duration such as {@code 5m}, or
 *     seconds, where -1 is for ever; empty leaves it to the server
 * @param contextTokens how many tokens the model can look at; 0 leaves it to the server
 */
record Residence(String keepAlive, int contextTokens) {

    static final Residence DEFAULT = new Residence("", 0);

    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,9}");
    private static final Pattern DURATION = Pattern.compile("-?(\\d+(\\.\\d+)?(ms|s|m|h))+");

    Residence {
        if (!keepAlive.isEmpty()
                && !SECONDS.matcher(keepAlive).matches()
                && !DURATION.matcher(keepAlive).matches()) {
            throw new IllegalArgumentException(
                    "keep.alive must be a duration such as 5m, seconds, or -1 for ever");
        }
    }

    void write(ObjectNode body) {
        if (SECONDS.matcher(keepAlive).matches()) {
            body.put("keep_alive", Integer.parseInt(keepAlive));
        } else if (!keepAlive.isEmpty()) {
            body.put("keep_alive", keepAlive);
        }
    }

    void options(ObjectNode options) {
        if (contextTokens > 0) {
            options.put("num_ctx", contextTokens);
        }
    }
}
