package io.demijohn.runtime.internal.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers as a short text. Models speak in pieces of a few letters, so most lengths are one digit
 * to the base of 36; any other number stands in brackets.
 */
final class Lengths {

    private static final int BASE = Character.MAX_RADIX;

    private Lengths() {}

    static String write(List<Integer> numbers) {
        StringBuilder text = new StringBuilder(numbers.size());
        for (int number : numbers) {
            if (number >= 0 && number < BASE) {
                text.append(Character.forDigit(number, BASE));
            } else {
                text.append('(').append(number).append(')');
            }
        }
        return text.toString();
    }

    /**
     * Reads them.
     *
     * @param text as written
     * @return the numbers
     * @throws IllegalArgumentException it is no such text
     */
    static List<Integer> read(String text) {
        List<Integer> numbers = new ArrayList<>(text.length());
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            int digit = Character.digit(next, BASE);
            if (digit >= 0) {
                numbers.add(digit);
                continue;
            }
            int end = text.indexOf(')', at);
            if (next != '(' || end < 0) {
                throw new IllegalArgumentException("no lengths at " + at + ": " + text);
            }
            numbers.add(Integer.parseInt(text, at + 1, end, 10));
            at = end;
        }
        return numbers;
    }
}
