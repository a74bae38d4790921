package io.demijohn.provider.simulated.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a question what a tool could answer. */
final class Questions {

    private static final int LOOK_AT = 2_000;
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern ARITHMETIC =
            Pattern.compile(
                    "(?:[-(\\s]|sqrt\\(|abs\\()*\\d+(?:\\.\\d+)?[\\s)]*"
                            + "(?:[-+*/^%\u00d7\u00f7](?:[-(\\s]|sqrt\\(|abs\\()*\\d+(?:\\.\\d+)?[\\s)]*)+");
    private static final Pattern FUNCTION =
            Pattern.compile("\\b(?:sqrt|abs|round|min|max|floor|ceil)\\([^()]{1,80}\\)");
    private static final Pattern TIME =
            Pattern.compile("\\b(?:time|date|clock|today|what day)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZONE = Pattern.compile("\\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\\b");

    private Questions() {}

    static Optional<String> arithmetic(String question) {
        String text = DAY.matcher(head(question)).replaceAll(";");
        Matcher sum = ARITHMETIC.matcher(text);
        if (sum.find()) {
            return Optional.of(balanced(sum.group().strip()).replace('×', '*').replace('÷', '/'));
        }
        Matcher function = FUNCTION.matcher(text);
        return function.find() ? Optional.of(function.group()) : Optional.empty();
    }

    static boolean asksForTime(String question) {
        return TIME.matcher(head(question)).find();
    }

    static Optional<String> zone(String question) {
        Matcher zone = ZONE.matcher(head(question));
        return zone.find() ? Optional.of(zone.group()) : Optional.empty();
    }

    /** Drops parentheses that belong to the sentence and not to the sum. */
    private static String balanced(String sum) {
        String text = sum;
        while (count(text, ')') > count(text, '(') && text.endsWith(")")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        while (count(text, '(') > count(text, ')') && text.startsWith("(")) {
            text = text.substring(1).strip();
        }
        return text;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private static String head(String question) {
        return question.substring(0, Math.min(LOOK_AT, question.length()));
    }
}
