package io.demijohn.provider.anthropic.internal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names and ids that Anthropic accepts. Those of a conversation that began with another provider
 * may be none: one such id would have the whole conversation refused.
 */
final class Names {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Names() {}

    /** Always the same for the same id, so that a call and its result still belong together. */
    static String id(String id) {
        return ID.matcher(id).matches()
                ? id
                : "call_" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
    }

    static String tool(String name) {
        String legal = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return legal.isEmpty() ? "_" : legal.substring(0, Math.min(legal.length(), 64));
    }
}
