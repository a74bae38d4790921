package io.demijohn.itests.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a drill has counted, and what may not be. */
final class Findings {

    private static final int SHOWN = 5;

    /** The rules, in the words of the table. */
    private static final List<String> RULES =
            List.of(
                    "accepted",
                    "accepted run",
                    "event missing",
                    "event changed",
                    "event twice",
                    "gap in events",
                    "gap in checkpoints",
                    "came back",
                    "never ended",
                    "ended well",
                    "said done, not done",
                    "effectful twice",
                    "repeated with another key",
                    "paid twice",
                    "I4 secret",
                    "I6 status",
                    "I7 health",
                    "I8 next request",
                    "audit");

    private final String drill;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private final Map<String, List<String>> violations = new TreeMap<>();

    Findings(String drill) {
        this.drill = drill;
    }

    synchronized void count(String what, long number) {
        counts.put(what, number);
    }

    synchronized void violation(String rule, String what) {
        violations.computeIfAbsent(rule, r -> new ArrayList<>()).add(what);
    }

    /** How many are about runs that were under way at a point. */
    synchronized long violationsAt(String point) {
        return violations.values().stream()
                .flatMap(List::stream)
                .filter(what -> what.contains(point))
                .count();
    }

    /** Something to read, which no rule forbids. */
    synchronized void note(String what) {
        if (notes.size() < SHOWN) {
            notes.add(what.substring(0, Math.min(400, what.length())));
        }
    }

    /** A row of the table of cases. */
    synchronized void row(String name, String expected, String seen) {
        rows.add("%-34s | %-44s | %s".formatted(name, expected, seen));
    }

    synchronized int violations() {
        return violations.values().stream().mapToInt(List::size).sum();
    }

    /** Prints everything as one block. */
    synchronized void print() {
        var out = new StringBuilder("\n== " + drill + "\n");
        rows.forEach(row -> out.append(row).append('\n'));
        counts.forEach((what, number) -> out.append("%-44s %,10d%n".formatted(what, number)));
        notes.forEach(note -> out.append("    ").append(note).append('\n'));
        out.append("%-44s %10s%n".formatted("-- violations of", "seen"));
        var rules = new ArrayList<>(RULES);
        violations.keySet().stream().filter(rule -> !rules.contains(rule)).forEach(rules::add);
        for (String rule : rules) {
            List<String> seen = violations.getOrDefault(rule, List.of());
            out.append("%-44s %,10d%n".formatted(rule, seen.size()));
            seen.stream()
                    .limit(SHOWN)
                    .forEach(what -> out.append("    ").append(what).append('\n'));
        }
        System.out.print(out);
    }
}
