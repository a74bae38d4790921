package io.demijohn.storage.filesystem.internal;

import java.util.regex.Pattern;

/**
 * A file of frames.
 *
 * @param number its place in the order
 * @param salt part of each checksum
 * @param file the bytes
 */
record Segment(int number, long salt, LogFile file) {

    private static final Pattern NAME = Pattern.compile("\\d{10}\\.log");

    static String name(int number) {
        return "%010d.log".formatted(number);
    }

    static boolean isName(String file) {
        return NAME.matcher(file).matches();
    }

    static int number(String file) {
        return Integer.parseInt(file.substring(0, 10));
    }
}
