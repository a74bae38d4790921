package io.demijohn.runtime.internal.json;

/**
 * Text that UTF-8 can carry. What a plug-in gives may have half of a surrogate pair; it becomes the
 * replacement character, which is as long.
 */
public final class WellFormed {

    private static final int REPLACEMENT = 0xFFFD;

    private WellFormed() {}

    /**
     * Tidies a text.
     *
     * @param text may have halves of pairs
     * @return of the same length, without them
     */
    public static String text(String text) {
        return text.codePoints().noneMatch(WellFormed::half)
                ? text
                : text.codePoints()
                        .map(point -> half(point) ? REPLACEMENT : point)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
    }

    private static boolean half(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
