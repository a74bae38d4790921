package io.demijohn.itests.battery;

/** One row of the battery: an attack, and what held. */
final class Case {

    /** Attacks and looks. */
    @FunctionalInterface
    interface Attack {
        /** Returns what was seen; fails when that is not what was expected. */
        String run() throws Exception;
    }

    private Case() {}

    static void run(Instance node, String id, String input, String expected, Attack attack)
            throws Exception {
        Vitals before = node.vitals();
        try {
            String seen = attack.run();
            Vitals after = node.assertHeld(before);
            Table.add(id, input, expected, seen, after.since(before));
        } catch (AssertionError | Exception e) {
            Table.add(id, input, expected, "FAILED: " + first(e), "");
            throw e;
        }
    }

    private static String first(Throwable e) {
        String text = String.valueOf(e.getMessage()).strip();
        return text.substring(0, Math.min(300, text.length()));
    }
}
