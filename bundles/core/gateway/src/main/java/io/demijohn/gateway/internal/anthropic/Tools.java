package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a model may call.
 *
 * @param specs the caller's own tools
 * @param choice as {@code Sampling} has it
 */
record Tools(List<ToolSpec> specs, Optional<String> choice) {

    static Tools read(Fields body, Unsaid unsaid) {
        List<ToolSpec> specs = new ArrayList<>();
        List<?> items = body.optionalList("tools").orElse(List.of());
        for (int i = 0; i < items.size(); i++) {
            Fields tool = Fields.of("tools[" + i + "]", items.get(i));
            String type = tool.optionalString("type").orElse("custom");
            if (type.equals("custom")) {
                specs.add(spec(tool));
            } else {
                unsaid.add(tool.path("type"), type);
            }
        }
        Optional<Fields> choice = body.optionalObject("tool_choice");
        choice.filter(one -> one.optionalBoolean("disable_parallel_tool_use").orElse(false))
                .filter(one -> !items.isEmpty())
                .ifPresent(one -> unsaid.add(one.path("disable_parallel_tool_use"), "true"));
        return new Tools(specs, choice.map(Tools::choice));
    }

    private static ToolSpec spec(Fields tool) {
        Fields schema = Fields.of(tool.path("input_schema"), tool.value("input_schema"));
        try {
            return new ToolSpec(
                    tool.string("name"),
                    tool.optionalString("description").orElse(""),
                    Json.text(schema.all()),
                    SideEffect.EFFECTFUL,
                    Duration.ofMinutes(1));
        } catch (IllegalArgumentException e) {
            throw new FieldProblem(tool.path("name"), "is not a tool's name: " + e.getMessage());
        }
    }

    private static String choice(Fields choice) {
        String type = choice.string("type");
        choice.optionalString("name");
        return switch (type) {
            case "auto", "none" -> type;
            case "any" -> "required";
            case "tool" -> choice.string("name");
            default ->
                    throw new FieldProblem(choice.path("type"), "must be auto, any, tool or none");
        };
    }
}
