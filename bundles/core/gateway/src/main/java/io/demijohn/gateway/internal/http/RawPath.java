package io.demijohn.gateway.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a raw path into decoded segments. Whatever two parsers could read in two ways is refused:
 * empty segments, dots, control characters, backslashes and what is still encoded after decoding.
 */
final class RawPath {

    private static final Pattern RAW = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
    private static final Pattern ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final int MAX_SEGMENT = 256;

    private RawPath() {}

    static List<String> segments(String raw) {
        if (!RAW.matcher(raw).matches()) {
            throw refused("has a character that must be percent-encoded");
        }
        if (raw.equals("/")) {
            return List.of();
        }
        List<String> segments = new ArrayList<>(8);
        for (String segment : raw.substring(1).split("/", -1)) {
            segments.add(decoded(segment));
        }
        return segments;
    }

    private static String decoded(String segment) {
        String text = Percent.decode(segment);
        if (text.isEmpty()) {
            throw refused("has an empty part");
        }
        if (text.length() > MAX_SEGMENT) {
            throw refused("has a part of more than " + MAX_SEGMENT + " characters");
        }
        for (String part : text.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                throw refused("has a part . or ..");
            }
        }
        if (text.indexOf('\\') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            throw refused("has a control character or a backslash");
        }
        if (ENCODED.matcher(text).find()) {
            throw refused("is percent-encoded twice");
        }
        return text;
    }

    private static Problem refused(String why) {
        return Problem.of(400, "The path " + why);
    }
}
