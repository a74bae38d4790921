package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.model.Sampling;
import io.demijohn.tool.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code /v1/responses}. What would give another answer than the one asked for is
 * refused; fields that are not known are left out, as for chat completions.
 */
final class OrderReader {

    private static final Set<String> INCLUDES =
            Set.of(
                    "code_interpreter_call.outputs",
                    "computer_call_output.output.image_url",
                    "file_search_call.results",
                    "message.input_image.image_url",
                    "reasoning.encrypted_content",
                    "web_search_call.action.sources",
                    "web_search_call.results");

    private final Fields body;

    private OrderReader(Fields body) {
        this.body = body;
    }

    static Order read(Fields body) {
        return new OrderReader(body).order();
    }

    private Order order() {
        String model = body.string("model");
        if (model.startsWith("agent:")) {
            throw new FieldProblem(
                    "model", "must be a model or a route: agents are asked at /threads and /runs");
        }
        refuseOtherAnswers();
        includes(body.strings("include"));
        boolean store = body.optionalBoolean("store").orElse(true);
        boolean background = body.optionalBoolean("background").orElse(false);
        if (background && !store) {
            throw new FieldProblem("background", "must be false with store: false");
        }
        List<ToolSpec> tools = ToolsIn.specs(body);
        Optional<String> previous = body.optionalString("previous_response_id");
        Optional<String> conversation = conversation();
        if (previous.isPresent() && conversation.isPresent()) {
            throw new FieldProblem(
                    "previous_response_id", "must not be there together with conversation");
        }
        Sampling sampling = sampling(tools);
        return new Order(
                body.all(),
                model,
                body.optionalString("instructions"),
                input(body, "input"),
                previous,
                conversation,
                tools,
                sampling,
                store,
                background,
                body.optionalBoolean("stream").orElse(false),
                echo(store, sampling, previous, conversation));
    }

    static void includes(List<String> names) {
        names.stream()
                .filter(name -> !INCLUDES.contains(name))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new FieldProblem(
                                    "include", "has " + name + ", which is not supported");
                        });
    }

    private void refuseOtherAnswers() {
        if (!body.optionalString("truncation").orElse("disabled").equals("disabled")) {
            throw new FieldProblem("truncation", "must be disabled: nothing is left out");
        }
        if (body.has("prompt")) {
            throw new FieldProblem("prompt", "is not supported: send instructions and input");
        }
        if (body.optionalLong("top_logprobs").orElse(0L) > 0) {
            throw new FieldProblem("top_logprobs", "must be 0: they are not supported");
        }
        if (!body.optionalBoolean("parallel_tool_calls").orElse(true)
                && body.optionalList("tools").filter(tools -> !tools.isEmpty()).isPresent()) {
            throw new FieldProblem(
                    "parallel_tool_calls", "must be true: a model may call several tools at once");
        }
    }

    private Optional<String> conversation() {
        Object value = body.value("conversation");
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        return Optional.of(Fields.of("conversation", value).string("id"));
    }

    /** A text alone is a message of the user. */
    static List<Fields> input(Fields parent, String name) {
        Object value = parent.value(name);
        if (value instanceof String text) {
            Map<String, @Nullable Object> message = new LinkedHashMap<>();
            message.put("type", Item.MESSAGE);
            message.put("role", "user");
            message.put("content", text);
            return List.of(Fields.of(parent.path(name), message));
        }
        if (value != null && !(value instanceof List)) {
            throw new FieldProblem(parent.path(name), "must be a string or a list of items");
        }
        return items(parent, name);
    }

    static List<Fields> items(Fields parent, String name) {
        List<Fields> items = new ArrayList<>();
        for (Object item : parent.optionalList(name).orElse(List.of())) {
            items.add(Fields.of(parent.path(name) + "[" + items.size() + "]", item));
        }
        return items;
    }

    private Sampling sampling(List<ToolSpec> tools) {
        return new Sampling(
                within("temperature", 2),
                within("top_p", 1),
                body.optionalInt("max_output_tokens", 1, Integer.MAX_VALUE),
                Optional.empty(),
                List.of(),
                ToolsIn.choice(body, tools),
                format());
    }

    private Optional<Double> within(String name, int max) {
        Optional<Double> value = body.optionalDouble(name);
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= max)) {
            throw new FieldProblem(name, "must be from 0 to " + max);
        }
        return value;
    }

    private Optional<Fields> textFormat() {
        return body.optionalObject("text").flatMap(text -> text.optionalObject("format"));
    }

    /** Chat completions nest a schema one deeper. */
    private Optional<String> format() {
        return textFormat()
                .filter(format -> !format.string("type").equals("text"))
                .map(OrderReader::format);
    }

    private static String format(Fields format) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        String type = format.string("type");
        out.put("type", type);
        switch (type) {
            case "json_object" -> {}
            case "json_schema" -> out.put("json_schema", schema(format));
            default ->
                    throw new FieldProblem(
                            format.path("type"), "must be text, json_object or json_schema");
        }
        return Json.text(out);
    }

    private static Map<String, @Nullable Object> schema(Fields format) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>();
        schema.put("name", format.string("name"));
        format.optionalString("description").ifPresent(text -> schema.put("description", text));
        format.optionalBoolean("strict").ifPresent(strict -> schema.put("strict", strict));
        schema.put("schema", Fields.of(format.path("schema"), format.value("schema")).all());
        return schema;
    }

    private Map<String, @Nullable Object> echo(
            boolean store,
            Sampling sampling,
            Optional<String> previous,
            Optional<String> conversation) {
        Map<String, @Nullable Object> echo = new LinkedHashMap<>();
        echo.put("instructions", body.optionalString("instructions").orElse(null));
        echo.put("max_output_tokens", sampling.maxTokens().orElse(null));
        echo.put("metadata", Metadata.read(body));
        echo.put("model", body.string("model"));
        echo.put("parallel_tool_calls", true);
        echo.put("previous_response_id", previous.orElse(null));
        echo.put("conversation", conversation.map(id -> Map.of("id", id)).orElse(null));
        echo.put("store", store);
        echo.put("temperature", sampling.temperature().orElse(null));
        echo.put("text", Map.of("format", echoedFormat()));
        echo.put("tool_choice", ToolsIn.echoedChoice(body));
        echo.put("tools", ToolsIn.echoed(body));
        echo.put("top_p", sampling.topP().orElse(null));
        echo.put("truncation", "disabled");
        return echo;
    }

    private Map<String, @Nullable Object> echoedFormat() {
        return textFormat().map(Fields::all).orElse(Map.of("type", "text"));
    }
}
