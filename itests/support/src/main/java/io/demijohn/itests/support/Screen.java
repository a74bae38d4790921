package io.demijohn.itests.support;

import java.util.ArrayList;
import java.util.List;

/**
 * What a terminal shows of what was printed. It knows what a line editor sends: moves within the
 * line, erasing, inserting and deleting characters. Colours are dropped.
 */
public final class Screen {

    private static final char ESCAPE = '\u001b';

    private final String printed;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private int place;
    private int column;

    private Screen(String printed) {
        this.printed = printed;
    }

    public static String of(String printed) {
        var screen = new Screen(printed);
        while (screen.place < printed.length()) {
            screen.next(printed.charAt(screen.place++));
        }
        return screen.text();
    }

    private String text() {
        String before = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        String last = line.toString().stripTrailing();
        return before + (last.length() < column ? last + " ".repeat(column - last.length()) : last);
    }

    private void next(char c) {
        if (c == ESCAPE) {
            escape();
        } else if (c == '\n') {
            lines.add(line.toString().stripTrailing());
            line.setLength(0);
            column = 0;
        } else if (c == '\r') {
            column = 0;
        } else if (c == '\b') {
            column = Math.max(0, column - 1);
        } else if (c >= ' ') {
            put(c);
        }
    }

    private void put(char c) {
        pad(column + 1);
        line.setCharAt(column++, c);
    }

    private void pad(int length) {
        while (line.length() < length) {
            line.append(' ');
        }
    }

    /** Control sequences of ECMA-48; any other escape has one character more. */
    private void escape() {
        if (place < printed.length() && printed.charAt(place) != '[') {
            place++;
            return;
        }
        int start = ++place;
        while (place < printed.length() && !isFinal(printed.charAt(place))) {
            place++;
        }
        if (place < printed.length()) {
            control(printed.charAt(place), printed.substring(start, place));
            place++;
        }
    }

    private static boolean isFinal(char c) {
        return c >= '@' && c <= '~';
    }

    private void control(char action, String parameter) {
        int count = parameter.matches("\\d+") ? Integer.parseInt(parameter) : 1;
        switch (action) {
            case 'C' -> column += count;
            case 'D' -> column = Math.max(0, column - count);
            case 'G' -> column = count - 1;
            case 'K', 'J' -> line.setLength(Math.min(line.length(), column));
            case '@' -> {
                pad(column);
                line.insert(column, " ".repeat(count));
            }
            case 'P' -> line.delete(column, column + count);
            default -> {} // colours and modes
        }
    }
}
