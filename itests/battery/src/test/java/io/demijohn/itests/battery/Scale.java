package io.demijohn.itests.battery;

/** How much of an attack: all of it in the drills, a part of it in every build. */
final class Scale {

    static final boolean FULL = Boolean.getBoolean("demijohn.drills");

    private Scale() {}

    static int of(int everyBuild, int full) {
        return FULL ? full : everyBuild;
    }

    /** The number that is used, and the full one beside it when that is another. */
    static String text(int everyBuild, int full) {
        return FULL ? "%,d".formatted(full) : "%,d (drills: %,d)".formatted(everyBuild, full);
    }
}
