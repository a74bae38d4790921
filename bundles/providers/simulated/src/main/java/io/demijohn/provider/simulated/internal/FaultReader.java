package io.demijohn.provider.simulated.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the faults of a drill; every complaint names the place in the script. */
final class FaultReader {

    private static final Set<String> FIELDS =
            Set.of(
                    "match",
                    "rate",
                    "times",
                    "from_ms",
                    "until_ms",
                    "latency",
                    "after_pieces",
                    "error",
                    "status",
                    "message",
                    "retry_after_ms",
                    "hang");
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private FaultReader() {}

    /** Reads JSON text, or the file of that name. */
    static List<Fault> read(String script) {
        String text = script.strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "script must be set, for example to {\"faults\": [{\"status\": 529}]}");
        }
        JsonNode faults = ScriptReader.source(text).path("faults");
        if (!faults.isArray() || faults.isEmpty()) {
            throw ScriptReader.wrong("faults", "must be a list with at least one fault");
        }
        List<Fault> read = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            read.add(fault("faults[" + i + "]", faults.get(i)));
        }
        return List.copyOf(read);
    }

    private static Fault fault(String at, JsonNode node) {
        onlyKnown(at, node);
        Optional<ModelException> error = error(at, node);
        boolean hang = node.path("hang").asBoolean();
        int pieces = number(at, "after_pieces", node, -1);
        if (error.isPresent() && hang) {
            throw ScriptReader.wrong(at, "must have either hang or an error");
        }
        if (error.isEmpty() && !hang && pieces >= 0) {
            error = Optional.of(failure(Kind.TRUNCATED, node));
        }
        if (error.isEmpty() && !hang && !node.has("latency")) {
            throw ScriptReader.wrong(at, "must have error, status, after_pieces, hang or latency");
        }
        return new Fault(
                ScriptReader.pattern(at + ".match", node.path("match").asText("")),
                rate(at, node),
                new AtomicInteger(number(at, "times", node, Integer.MAX_VALUE)),
                Duration.ofMillis(number(at, "from_ms", node, 0)),
                node.has("until_ms")
                        ? Duration.ofMillis(number(at, "until_ms", node, 0))
                        : FOR_EVER,
                Latency.parse(at + ".latency", node.path("latency").asText("constant:0")),
                pieces,
                error,
                hang);
    }

    private static void onlyKnown(String at, JsonNode node) {
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw ScriptReader.wrong(
                    at + "." + unknown.iterator().next(),
                    "is not a field; the fields are " + String.join(", ", new TreeSet<>(FIELDS)));
        }
    }

    private static int number(String at, String field, JsonNode node, int absent) {
        return node.has(field) ? ScriptReader.whole(at + "." + field, node.get(field)) : absent;
    }

    private static double rate(String at, JsonNode node) {
        double rate = node.path("rate").asDouble(1);
        if ((node.has("rate") && !node.get("rate").isNumber()) || !(rate >= 0 && rate <= 1)) {
            throw ScriptReader.wrong(at + ".rate", "must be from 0 to 1");
        }
        return rate;
    }

    private static Optional<ModelException> error(String at, JsonNode node) {
        if (node.has("error") && node.has("status")) {
            throw ScriptReader.wrong(at, "must have either error or status");
        }
        if (node.has("error")) {
            return Optional.of(
                    failure(
                            ScriptReader.constant(Kind.class, at + ".error", node.get("error")),
                            node));
        }
        return node.has("status")
                ? Optional.of(failure(kind(at + ".status", node.get("status")), node))
                : Optional.empty();
    }

    private static ModelException failure(Kind kind, JsonNode node) {
        String status = node.has("status") ? " (status " + node.get("status").asText() + ")" : "";
        return new ModelException(
                kind,
                node.path("message").asText("a drill asks for this failure" + status),
                null,
                node.has("retry_after_ms")
                        ? Optional.of(
                                Duration.ofMillis(
                                        ScriptReader.whole(
                                                "retry_after_ms", node.get("retry_after_ms"))))
                        : Optional.empty());
    }

    /** As the bundles of real providers read a status that comes without an explanation. */
    private static Kind kind(String at, JsonNode status) {
        int number = ScriptReader.whole(at, status);
        return switch (number) {
            case 400, 422 -> Kind.INVALID_REQUEST;
            case 401, 403 -> Kind.AUTHENTICATION;
            case 402 -> Kind.QUOTA;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504 -> Kind.TIMEOUT;
            case 413 -> Kind.CONTEXT_LENGTH;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> {
                if (number < 500 || number > 599) {
                    throw ScriptReader.wrong(at, "must be a status of an error, 400 to 599");
                }
                yield Kind.UNAVAILABLE;
            }
        };
    }
}
