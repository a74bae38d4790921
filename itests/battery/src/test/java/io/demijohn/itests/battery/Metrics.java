package io.demijohn.itests.battery;

import java.util.regex.Pattern;

/** The platform's own meters, in Prometheus' text format. */
record Metrics(String text) {

    static Metrics of(Node node) {
        return new Metrics(node.platform.api().exchange("GET", "/metrics", "").body());
    }

    /** The sum of a meter over all its labels; fails when there is none of that name. */
    double sum(String name) {
        var rows =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*\\})? ([-+.0-9eE]+)")
                        .matcher(text)
                        .results()
                        .toList();
        if (rows.isEmpty()) {
            throw new AssertionError("no meter " + name + " in\n" + text);
        }
        return rows.stream().mapToDouble(row -> Double.parseDouble(row.group(1))).sum();
    }
}
