package io.demijohn.gateway.internal.responses;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids of responses, conversations and items. An item's id says of which response it is, and where:
 * so an item can be found by its id alone, and has the same one after a restart.
 */
final class Ids {

    static final String RESPONSE = "resp_";
    static final String CONVERSATION = "conv_";

    private static final Pattern NAMED = Pattern.compile("(resp|conv)_[0-9a-f]{32}");
    private static final Pattern ITEM = Pattern.compile("[a-z]+_([0-9a-f]{32})_(i?)(\\d{1,6})");

    private Ids() {}

    static String fresh(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    /** Whether it can be the id of something stored. */
    static boolean isOf(String prefix, String id) {
        return id.startsWith(prefix) && NAMED.matcher(id).matches();
    }

    private static String core(String id) {
        return id.substring(id.indexOf('_') + 1);
    }

    static String output(String response, String type, int index) {
        return prefix(type) + core(response) + "_" + index;
    }

    static String input(String owner, String type, int index) {
        return prefix(type) + core(owner) + "_i" + index;
    }

    static String loose(String type) {
        return fresh(prefix(type));
    }

    private static String prefix(String type) {
        return switch (type) {
            case "message" -> "msg_";
            case "function_call" -> "fc_";
            case "function_call_output" -> "fco_";
            default -> "item_";
        };
    }

    /** The response that an item is of. */
    static Optional<String> responseOf(String item) {
        Matcher matcher = ITEM.matcher(item);
        return matcher.matches() ? Optional.of(RESPONSE + matcher.group(1)) : Optional.empty();
    }
}
