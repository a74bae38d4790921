package io.demijohn.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): what it takes, a scraper takes.
 */
final class PrometheusText {

    private static final Pattern COMMENT =
            Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final String LABEL =
            "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:"
                            + LABEL
                            + "(?:,"
                            + LABEL
                            + ")*,?)?\\})?"
                            + " (NaN|[+-]Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)( -?[0-9]+)?");

    final Map<String, String> types = new LinkedHashMap<>();
    final Map<String, Double> samples = new LinkedHashMap<>();

    private final Set<String> closed = new HashSet<>();
    private String family = "";

    static PrometheusText parse(String text) {
        assertThat(text).endsWith("\n");
        PrometheusText parsed = new PrometheusText();
        text.lines().forEach(parsed::line);
        parsed.samples.keySet().forEach(parsed::checkBuckets);
        return parsed;
    }

    private void line(String line) {
        Matcher comment = COMMENT.matcher(line);
        if (comment.matches()) {
            comment(comment.group(1), comment.group(2), comment.group(3));
        } else {
            sample(line);
        }
    }

    private void comment(String word, String name, String rest) {
        enter(name);
        if (word.equals("TYPE")) {
            assertThat(rest).isIn("counter", "gauge", "histogram", "summary", "untyped");
            assertThat(types.put(name, rest)).as("second TYPE of " + name).isNull();
        }
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as("not a sample: " + line).isTrue();
        String series = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
        assertThat(familyOf(sample.group(1)))
                .as("sample outside its family: " + line)
                .isEqualTo(family);
        assertThat(samples.put(series, number(sample.group(3)))).as("twice: " + series).isNull();
    }

    /** All lines of a family stand together. */
    private void enter(String name) {
        if (!name.equals(family)) {
            closed.add(family);
            assertThat(closed).as("family in two places").doesNotContain(name);
            family = name;
        }
    }

    private String familyOf(String name) {
        for (String suffix : new String[] {"_bucket", "_sum", "_count"}) {
            String base =
                    name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
            if ("histogram".equals(types.get(base)) || "summary".equals(types.get(base))) {
                return base;
            }
        }
        return name;
    }

    private void checkBuckets(String series) {
        if (series.contains("_bucket{") && series.contains("le=\"+Inf\"")) {
            String count =
                    series.replace("_bucket{", "_count{")
                            .replaceAll(",?le=\"\\+Inf\"", "")
                            .replace("{}", "");
            assertThat(samples.get(series)).as(count).isEqualTo(samples.get(count));
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
