package io.demijohn.testkit.model;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.ToolCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests and contexts that the contracts use. */
final class Questions {

    static final ToolSpec LOOKUP =
            new ToolSpec(
                    "lookup",
                    "Looks a word up.",
                    "{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}},"
                            + "\"required\":[\"word\"],\"additionalProperties\":false}",
                    SideEffect.NONE,
                    Duration.ofSeconds(5));

    private Questions() {}

    static ChatRequest plain(String question) {
        return request(List.of(Message.text("m1", Role.USER, question)), List.of());
    }

    static ChatRequest withTools() {
        return request(
                List.of(Message.text("m1", Role.USER, "Look up ape and bee.")), List.of(LOOKUP));
    }

    private static ChatRequest request(List<Message> messages, List<ToolSpec> tools) {
        return new ChatRequest("any", messages, tools, Sampling.DEFAULT);
    }

    static CallContext within(Duration limit, Cancellation cancellation) {
        return new CallContext(
                CallContext.DEFAULT_TENANT,
                "contract",
                Optional.empty(),
                Instant.now().plus(limit),
                cancellation);
    }

    static CallContext within(Duration limit) {
        return within(limit, Cancellation.NEVER);
    }

    /** Conversations that a caller can bring and that a model must survive. */
    static Map<String, ChatRequest> odd() {
        Map<String, ChatRequest> odd = new LinkedHashMap<>();
        odd.put("no text", plain(""));
        odd.put("control characters", plain("a\u0000b\u001b[31m\r\n\u2028\"\\"));
        odd.put("half a surrogate pair", plain("x\uD83D"));
        odd.put("a megabyte", plain("word ".repeat(200_000)));
        odd.put(
                "only instructions",
                request(List.of(Message.text("s", Role.SYSTEM, "Be brief.")), List.of()));
        odd.put("a tool's answer", request(afterTool(), List.of(LOOKUP)));
        odd.put(
                "a picture",
                request(
                        List.of(
                                new Message(
                                        "m",
                                        Role.USER,
                                        List.of(
                                                new Content.Text("What is this?"),
                                                new Content.Image("data:image/png;base64,AAAA")),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.of("ann"),
                                        false,
                                        Map.of())),
                        List.of()));
        odd.put("every sampling field", sampled());
        return odd;
    }

    private static List<Message> afterTool() {
        ToolCall call = new ToolCall("call_1", "lookup", "{\"word\":\"ape\"}");
        ToolCall malformed = new ToolCall("call_2", "lookup", "{\"word\":");
        return List.of(
                Message.text("m1", Role.USER, "Look up ape and bee."),
                Message.assistant("m2", "", List.of(call, malformed)),
                Message.toolResult("m3", call, "a kind of primate", false),
                Message.toolResult("m4", malformed, "arguments are not JSON", true));
    }

    private static ChatRequest sampled() {
        return new ChatRequest(
                "any",
                List.of(Message.text("m1", Role.USER, "Say something.")),
                List.of(LOOKUP),
                new Sampling(
                        Optional.of(0.5),
                        Optional.of(0.9),
                        Optional.of(64),
                        Optional.of(7L),
                        List.of("END"),
                        Optional.of("none"),
                        Optional.of("{\"type\":\"text\"}")));
    }
}
