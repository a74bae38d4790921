package io.demijohn.itests.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** Options of a command: each has a default, so that a bare command is a whole measurement. */
final class Options {

    private record Option(String fallback, String help) {}

    private final Map<String, Option> known = new LinkedHashMap<>();
    private final Map<String, String> given = new LinkedHashMap<>();

    Options() {
        add(
                "distribution",
                "target/distribution.tar.gz",
                "archive, or the folder it was unpacked to");
        add("java", System.getProperty("java.home"), "home of the Java that runs the platform");
        add("heap", "1g", "its -Xmx");
        add("jvm", "", "more options of that Java");
        add("folder", "target/load", "where data folders and logs go");
        add("etc", "", "further settings: FILE.cfg:NAME=VALUE, with semicolons between them");
        add("seed", "42", "of arrivals and choices");
    }

    Options add(String name, Object fallback, String help) {
        known.put(name, new Option(String.valueOf(fallback), help));
        return this;
    }

    /** Sets an option, as --name does. */
    Options set(String name, Object value) {
        if (!known.containsKey(name)) {
            throw new IllegalArgumentException("there is no option --" + name + " (--help)");
        }
        given.put(name, String.valueOf(value));
        return this;
    }

    Options parse(String[] arguments, int from) {
        for (int i = from; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("give options as --name value (--help)");
            }
            set(arguments[i].substring(2), arguments[i + 1]);
        }
        return this;
    }

    String text(String name) {
        return given.getOrDefault(name, known.get(name).fallback());
    }

    int number(String name) {
        return (int) decimal(name);
    }

    double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " must be a number", e);
        }
    }

    int[] numbers(String name) {
        return java.util.Arrays.stream(text(name).split(",")).mapToInt(Integer::parseInt).toArray();
    }

    String help() {
        var text = new StringBuilder();
        known.forEach(
                (name, option) ->
                        text.append(
                                "  --%-18s %s (default %s)%n"
                                        .formatted(name, option.help(), option.fallback())));
        return text.toString();
    }

    /** What a reader needs to do it again. */
    String line() {
        var text = new StringBuilder();
        given.forEach((name, value) -> text.append(" --").append(name).append(' ').append(value));
        return text.toString();
    }
}
