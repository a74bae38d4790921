package io.demijohn.provider.simulated.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers without a script: sums and the time through tools, and honesty about the rest. */
final class Assistant {

    private static final String CALCULATOR = "calculator";
    private static final String TIME = "time";
    private static final int QUOTE = 200;

    private Assistant() {}

    static Plan plan(ChatRequest request) {
        Conversation conversation = Conversation.of(request);
        List<Message> results = conversation.toolResults();
        if (!results.isEmpty()) {
            return spoken(request, report(conversation, results));
        }
        List<Step> calls = calls(request, conversation.question());
        return calls.isEmpty()
                ? spoken(request, smallTalk(conversation.question()))
                : Plan.call(calls);
    }

    private static List<Step> calls(ChatRequest request, String question) {
        String choice = request.sampling().toolChoice().orElse("auto");
        if (choice.equals("none")) {
            return List.of();
        }
        List<Step> calls = new ArrayList<>();
        for (ToolSpec tool : request.tools()) {
            boolean chosen = choice.equals(tool.name());
            boolean open = choice.equals("auto") || choice.equals("required");
            if (chosen || open) {
                useful(tool, question).ifPresent(calls::add);
            }
            if (chosen && calls.isEmpty()) {
                calls.add(forced(tool, question));
            }
        }
        if (calls.isEmpty() && choice.equals("required") && !request.tools().isEmpty()) {
            calls.add(forced(request.tools().get(0), question));
        }
        return calls;
    }

    private static Optional<Step> useful(ToolSpec tool, String question) {
        if (tool.name().equals(CALCULATOR)) {
            return Questions.arithmetic(question)
                    .map(sum -> new Step.Call(CALCULATOR, object("expression", sum)));
        }
        if (tool.name().equals(TIME) && Questions.asksForTime(question)) {
            return Optional.of(
                    new Step.Call(
                            TIME,
                            Questions.zone(question)
                                    .map(zone -> object("zone", zone))
                                    .orElse("{}")));
        }
        return Optional.empty();
    }

    private static Step forced(ToolSpec tool, String question) {
        String sample = SchemaSample.of(tool.parameters(), quote(question)).toString();
        return new Step.Call(tool.name(), sample);
    }

    private static String report(Conversation conversation, List<Message> results) {
        return results.stream()
                .map(result -> sentence(conversation, result))
                .collect(Collectors.joining(" "));
    }

    private static String sentence(Conversation conversation, Message result) {
        Optional<ToolCall> call = conversation.callAnsweredBy(result);
        String tool = result.name().or(() -> call.map(ToolCall::name)).orElse("tool");
        String said = result.text().strip();
        if (result.failed()) {
            return "The tool " + tool + " failed: " + said;
        }
        return switch (tool) {
            case CALCULATOR ->
                    call.map(Assistant::expression).orElse("The result") + " = " + said + ".";
            case TIME -> "It is " + said + ".";
            default -> "The tool " + tool + " answered: " + said;
        };
    }

    private static String expression(ToolCall call) {
        try {
            return Json.MAPPER.readTree(call.arguments()).path("expression").asText("The result");
        } catch (JsonProcessingException e) {
            return "The result";
        }
    }

    private static String smallTalk(String question) {
        return "I am a simulated model, so I can only work out sums, tell the time with a tool, and"
                + " repeat. You said: \""
                + quote(question)
                + "\"";
    }

    /** The text, or a JSON value with it when the caller wants JSON. */
    private static Plan spoken(ChatRequest request, String text) {
        return Plan.say(
                request.sampling()
                        .responseFormat()
                        .flatMap(format -> asJson(format, text))
                        .orElse(text));
    }

    private static Optional<String> asJson(String format, String text) {
        JsonNode wanted = parse(format);
        return switch (wanted.path("type").asText()) {
            case "json_object" -> Optional.of(object("answer", text));
            case "json_schema" ->
                    Optional.of(
                            SchemaSample.sample(wanted.at("/json_schema/schema"), text, 0)
                                    .toString());
            default -> Optional.empty();
        };
    }

    private static JsonNode parse(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static String object(String field, String value) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return node.put(field, value).toString();
    }

    private static String quote(String text) {
        return text.length() <= QUOTE ? text : text.substring(0, QUOTE) + "...";
    }
}
