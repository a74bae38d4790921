package io.demijohn.provider.simulated.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a script; every complaint names the place in it. */
final class ScriptReader {

    private static final long MAX_BYTES = 1 << 20;

    private ScriptReader() {}

    /** Reads JSON text, or the file of that name; blank is a script without rules. */
    static Script read(String script) {
        String text = script.strip();
        if (text.isEmpty()) {
            return Script.EMPTY;
        }
        JsonNode root = source(text);
        JsonNode rules = root.path("rules");
        if (!rules.isArray()) {
            throw wrong("rules", "must be a list; write {\"rules\": [...]}");
        }
        List<Rule> read = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            read.add(rule("rules[" + i + "]", rules.get(i)));
        }
        return new Script(List.copyOf(read));
    }

    private static String file(String name) {
        try {
            Path path = Path.of(name);
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalArgumentException("script " + name + " is larger than 1 MiB");
            }
            return Files.readString(path);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    "script " + name + " cannot be read; give the path of a UTF-8 JSON file", e);
        }
    }

    static JsonNode source(String script) {
        return parse(script.startsWith("{") ? script : file(script));
    }

    private static JsonNode parse(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "script is not JSON: " + e.getOriginalMessage() + place(e), e);
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", in line " + e.getLocation().getLineNr();
    }

    private static Rule rule(String at, JsonNode node) {
        JsonNode steps = node.path("steps");
        if (!steps.isArray() || steps.isEmpty()) {
            throw wrong(at + ".steps", "must be a list with at least one step");
        }
        List<Step> read = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            step(at + ".steps[" + i + "]", steps.get(i), read);
        }
        return new Rule(
                pattern(at + ".match", node.path("match").asText("")),
                node.has("turn")
                        ? OptionalInt.of(whole(at + ".turn", node.get("turn")))
                        : OptionalInt.empty(),
                node.has("times") ? whole(at + ".times", node.get("times")) : Integer.MAX_VALUE,
                List.copyOf(read),
                node.has("finish")
                        ? Optional.of(
                                constant(FinishReason.class, at + ".finish", node.get("finish")))
                        : Optional.empty());
    }

    private static void step(String at, JsonNode node, List<Step> into) {
        if (node.path("text").isTextual()) {
            into.add(new Step.Say(node.get("text").asText()));
        } else if (node.path("tool_calls").isArray()) {
            node.get("tool_calls").forEach(call -> into.add(call(at + ".tool_calls", call)));
        } else if (node.has("error")) {
            into.add(failure(at, node));
        } else if (node.has("pause_ms")) {
            into.add(
                    new Step.Pause(
                            Duration.ofMillis(whole(at + ".pause_ms", node.get("pause_ms")))));
        } else if (node.path("hang").asBoolean()) {
            into.add(new Step.Hang());
        } else {
            throw wrong(at, "must have one of text, tool_calls, error, pause_ms or hang");
        }
    }

    private static Step call(String at, JsonNode node) {
        String name = node.path("name").asText("");
        if (name.isEmpty()) {
            throw wrong(at, "must be a list of {\"name\": ..., \"arguments\": {...}}");
        }
        JsonNode arguments = node.path("arguments");
        // Arguments given as text are passed on as they are: that is how a script sends bad JSON.
        String text = arguments.isTextual() ? arguments.asText() : arguments.toString();
        return new Step.Call(name, arguments.isMissingNode() ? "{}" : text);
    }

    private static Step failure(String at, JsonNode node) {
        return new Step.Fail(
                constant(ModelException.Kind.class, at + ".error", node.get("error")),
                node.path("message").asText("a failure that the script asks for"),
                node.has("retry_after_ms")
                        ? Optional.of(
                                Duration.ofMillis(
                                        whole(at + ".retry_after_ms", node.get("retry_after_ms"))))
                        : Optional.empty());
    }

    static <T extends Enum<T>> T constant(Class<T> type, String at, JsonNode node) {
        try {
            return Enum.valueOf(type, node.asText().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(at, "must be one of " + List.of(type.getEnumConstants()));
        }
    }

    static int whole(String at, JsonNode node) {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.asInt() < 0) {
            throw wrong(at, "must be a whole number, 0 or more");
        }
        return node.asInt();
    }

    static Pattern pattern(String at, String regex) {
        try {
            return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw wrong(at, "is not a regular expression: " + e.getDescription());
        }
    }

    static IllegalArgumentException wrong(String at, String what) {
        return new IllegalArgumentException("script: " + at + " " + what);
    }
}
