package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a model may call, and says it again. Tools are flat here. */
final class ToolsIn {

    private static final Set<String> MODES = Set.of("auto", "none", "required");
    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private ToolsIn() {}

    private static List<Fields> all(Fields body) {
        List<Fields> tools = new ArrayList<>();
        for (Object item : body.optionalList("tools").orElse(List.of())) {
            tools.add(Fields.of("tools[" + tools.size() + "]", item));
        }
        return tools;
    }

    static List<ToolSpec> specs(Fields body) {
        return all(body).stream().map(ToolsIn::spec).toList();
    }

    private static ToolSpec spec(Fields tool) {
        String type = tool.string("type");
        if (!type.equals("function")) {
            throw new FieldProblem(
                    tool.path("type"), "must be function: " + type + " is not supported here");
        }
        tool.optionalBoolean("strict");
        try {
            return new ToolSpec(
                    tool.string("name"),
                    tool.optionalString("description").orElse(""),
                    tool.has("parameters") ? Json.text(tool.map("parameters")) : NO_PARAMETERS,
                    SideEffect.EFFECTFUL,
                    Duration.ofMinutes(1));
        } catch (IllegalArgumentException e) {
            throw new FieldProblem(tool.path("name"), "is not a tool's name: " + e.getMessage());
        }
    }

    static List<Map<String, @Nullable Object>> echoed(Fields body) {
        List<Map<String, @Nullable Object>> echoed = new ArrayList<>();
        for (Fields tool : all(body)) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("type", "function");
            one.put("name", tool.value("name"));
            one.put("description", tool.value("description"));
            one.put("parameters", tool.value("parameters"));
            one.put("strict", tool.value("strict"));
            echoed.add(one);
        }
        return echoed;
    }

    static Optional<String> choice(Fields body, List<ToolSpec> tools) {
        Object choice = body.value("tool_choice");
        if (choice == null) {
            return Optional.empty();
        }
        if (choice instanceof String word) {
            if (!MODES.contains(word)) {
                throw new FieldProblem("tool_choice", "must be auto, none, required or a function");
            }
            return tools.isEmpty() ? Optional.empty() : Optional.of(word);
        }
        Fields fields = Fields.of("tool_choice", choice);
        if (!fields.string("type").equals("function")) {
            throw new FieldProblem(
                    "tool_choice.type",
                    "must be function: " + fields.string("type") + " is not supported");
        }
        return Optional.of(fields.string("name"));
    }

    static Object echoedChoice(Fields body) {
        Object choice = body.value("tool_choice");
        return choice == null ? "auto" : choice;
    }
}
