package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A measurement. */
interface Command {

    String name();

    /** One sentence. */
    String summary();

    Options options();

    /** Measures and prints; returns what was wrong, never what was slow. */
    List<String> run(Options options, PrintStream out) throws Exception;

    /** Faults that were counted, as sentences. */
    final class Faults {
        private final List<String> all = new ArrayList<>();

        void unless(boolean fine, String format, Object... arguments) {
            if (!fine) {
                all.add(format.formatted(arguments));
            }
        }

        List<String> all() {
            return all;
        }
    }
}
