package io.demijohn.shell.internal.key;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people type it: 90d, 12h, 30m, 0. */
final class Span {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})([dhm])|0");

    private Span() {}

    static Duration read(String option, String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    option + " is '" + text + "'; it must be such as 90d, 12h or 30m");
        }
        if (matcher.group(1) == null) {
            return Duration.ZERO;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
