package io.demijohn.storage.filesystem.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** A file of frames. */
final class Segment {

    private static final Pattern NAME = Pattern.compile("\\d{10}\\.log");

    private final int number;
    private final long salt;
    private final LogFile file;
    private final AtomicLong live = new AtomicLong();

    /**
     * An open segment.
     *
     * @param number its place in the order
     * @param salt part of each checksum
     * @param file the bytes
     */
    Segment(int number, long salt, LogFile file) {
        this.number = number;
        this.salt = salt;
        this.file = file;
    }

    int number() {
        return number;
    }

    long salt() {
        return salt;
    }

    LogFile file() {
        return file;
    }

    /** Bytes in it that are still needed. */
    AtomicLong live() {
        return live;
    }

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
