package io.demijohn.storage.filesystem.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's file is called.
 *
 * @param first its number, or that of the first segment that was compacted into it
 * @param last the number of the last segment that was compacted into it
 * @param generation how often its content was compacted; 0 for a segment as it was appended
 */
record SegmentName(int first, int last, int generation) {

    private static final Pattern FORM =
            Pattern.compile("(\\d{10})(?:-(\\d{10})-(\\d{1,9}))?\\.log");

    /** The name in parts; null when the file is no segment. */
    static @Nullable SegmentName parse(String file) {
        Matcher form = FORM.matcher(file);
        if (!form.matches()) {
            return null;
        }
        int first = Integer.parseInt(form.group(1));
        return form.group(2) == null
                ? new SegmentName(first, first, 0)
                : new SegmentName(
                        first, Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
    }

    /** The name of a segment as it is appended. */
    static String of(int number) {
        return new SegmentName(number, number, 0).file();
    }

    String file() {
        return generation == 0
                ? "%010d.log".formatted(first)
                : "%010d-%010d-%d.log".formatted(first, last, generation);
    }

    /** Whether this file was made out of the other one, and stands for it. */
    boolean replaces(SegmentName other) {
        return first <= other.first && last >= other.last && generation > other.generation;
    }
}
