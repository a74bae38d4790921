package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.testkit.upstream.UpstreamCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestWriterTest {

    private static final ToolSpec TOOL =
            new ToolSpec(
                    "f", "does f", "{\"properties\":{}}", SideEffect.NONE, Duration.ofSeconds(1));
    private static final ToolCall GOOD = new ToolCall("a", "f", "{\"x\":1}");
    private static final ToolCall BAD = new ToolCall("b", "f", "{oops");
    private static final List<Message> CONVERSATION =
            List.of(
                    Message.text("1", Role.SYSTEM, "Be brief."),
                    message(
                            Role.USER,
                            new Content.Text("What is it?"),
                            new Content.Image("https://x/y.png"),
                            new Content.Image("data:image/png;base64,AAAA")),
                    Message.assistant("3", "Let me see.", List.of(GOOD, BAD)),
                    Message.toolResult("4", GOOD, "one", false),
                    Message.toolResult("5", BAD, "arguments are not JSON", true),
                    Message.text("6", Role.USER, "Go on."),
                    Message.text("7", Role.SYSTEM, "Be polite."));

    private static final String WHOLE =
            """
            {"model":"up-1","max_tokens":64,"stream":true,
             "system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Be polite."}],
             "messages":[
              {"role":"user","content":[{"type":"text","text":"What is it?"},
               {"type":"image","source":{"type":"url","url":"https://x/y.png"}},
               {"type":"image","source":
                {"type":"base64","media_type":"image/png","data":"AAAA"}}]},
              {"role":"assistant","content":[{"type":"text","text":"Let me see."},
               {"type":"tool_use","id":"a","name":"f","input":{"x":1}},
               {"type":"tool_use","id":"b","name":"f","input":{}}]},
              {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"one"}]},
               {"type":"tool_result","tool_use_id":"b","is_error":true,
                "content":[{"type":"text","text":"arguments are not JSON"}]},
               {"type":"text","text":"Go on."}]}],
             "tools":[{"name":"f","description":"does f",
              "input_schema":{"properties":{},"type":"object"}}],
             "tool_choice":{"type":"tool","name":"f"},
             "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
             "temperature":1.0,"top_p":0.9,"stop_sequences":["END"]}
            """;

    @Test
    void writesEverything() {
        Sampling sampling =
                sampling(
                        "f",
                        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                                + "{\"type\":\"object\"}}}");
        assertThat(written(new ChatRequest("any", CONVERSATION, List.of(TOOL), sampling)))
                .isEqualTo(Json.read(WHOLE));
    }

    @Test
    void leavesOutWhatWasNotAsked() {
        assertThat(written(Asked.question()))
                .isEqualTo(
                        Json.read(
                                "{\"model\":\"up-1\",\"max_tokens\":512,\"stream\":true,"
                                        + "\"messages\":[{\"role\":\"user\",\"content\":"
                                        + "[{\"type\":\"text\",\"text\":\"CANARY-PROMPT?\"}]}]}"));
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "none, none", "required, any"})
    void choosesTools(String ours, String theirs) {
        ChatRequest request =
                new ChatRequest(
                        "any", CONVERSATION, List.of(TOOL), sampling(ours, "{\"type\":\"text\"}"));
        assertThat(written(request).path("tool_choice"))
                .isEqualTo(Json.NODES.objectNode().put("type", theirs));
    }

    /** A conversation with calls is refused by the provider when no tool is declared. */
    @Test
    void declaresToolsThatWereCalledBefore() {
        JsonNode body = written(conversation(CONVERSATION));
        assertThat(body.path("tools"))
                .isEqualTo(Json.read("[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]"));
        assertThat(body.at("/tool_choice/type").asText()).isEqualTo("none");
    }

    /** Ids and names of a conversation that began elsewhere. */
    @Test
    void makesForeignIdsFit() {
        ToolCall foreign = new ToolCall("functions.f:0", "my.tool", "{}");
        JsonNode body =
                written(
                        conversation(
                                List.of(
                                        Message.text("1", Role.USER, "x"),
                                        Message.assistant("2", "", List.of(foreign)),
                                        Message.toolResult("3", foreign, "", false))));
        String id = body.at("/messages/1/content/0/id").asText();
        assertThat(id).matches("[A-Za-z0-9_-]+");
        assertThat(body.at("/messages/2/content/0"))
                .isEqualTo(
                        Json.NODES.objectNode().put("type", "tool_result").put("tool_use_id", id));
        assertThat(body.at("/messages/1/content/0/name").asText()).isEqualTo("my_tool");
        assertThat(body.at("/tools/0/name").asText()).isEqualTo("my_tool");
    }

    @Test
    void putsTurnsInTheOrderThatIsWanted() {
        JsonNode messages =
                written(
                                conversation(
                                        List.of(
                                                Message.assistant("1", "Hello!", List.of()),
                                                Message.text("2", Role.USER, " \n"),
                                                Message.assistant("3", "Well?", List.of(GOOD)),
                                                Message.text("4", Role.USER, "quick"),
                                                Message.toolResult("5", GOOD, "one", false),
                                                Message.toolResult("6", BAD, "two", false),
                                                Message.assistant("7", "So, ", List.of()))))
                        .path("messages");
        assertThat(messages.findValuesAsText("role"))
                .containsExactly("user", "assistant", "user", "assistant");
        assertThat(messages.at("/0/content/0/text").asText()).isEqualTo(".");
        assertThat(messages.get(1).findValuesAsText("text")).containsExactly("Hello!", "Well?");
        assertThat(messages.at("/2/content").findValuesAsText("type"))
                .containsSequence("tool_result");
        assertThat(messages.at("/2/content/0/tool_use_id").asText()).isEqualTo("a");
        assertThat(messages.at("/2/content/1/tool_use_id").asText()).isEqualTo("b");
        assertThat(messages.at("/2/content/2/text").asText()).isEqualTo("quick");
        assertThat(messages.at("/3/content/0/text").asText()).isEqualTo("So,");
    }

    @Test
    void asksForJsonInWordsWhenThereIsNoSchema() {
        ChatRequest request =
                new ChatRequest(
                        "any",
                        CONVERSATION,
                        List.of(),
                        sampling("auto", "{\"type\":\"json_object\"}"));
        assertThat(written(request).at("/system/2/text").asText()).contains("one JSON object");
        assertThat(written(request).has("output_config")).isFalse();
    }

    @Test
    void instructionsAloneAreAQuestion() {
        JsonNode body = written(conversation(List.of(Message.text("1", Role.SYSTEM, "Hi."))));
        assertThat(body.has("system")).isFalse();
        assertThat(body.at("/messages/0/content/0/text").asText()).isEqualTo("Hi.");
    }

    @Test
    void marksWhatMayBeCached() {
        ChatRequest request = new ChatRequest("any", CONVERSATION, List.of(TOOL), Sampling.DEFAULT);
        assertThat(marks(PromptCache.OFF, request)).isEmpty();
        assertThat(marks(PromptCache.of("instructions", "5m"), request))
                .containsExactly("/system/1");
        assertThat(marks(PromptCache.of("conversation", "1h"), request))
                .containsExactly("/system/1", "/messages/0/content/2", "/messages/2/content/2");
        assertThat(marks(PromptCache.of("conversation", "5m"), Asked.question()))
                .containsExactly("/messages/0/content/0");
        JsonNode alone =
                Json.read(
                        new RequestWriter("m", 1, PromptCache.of("instructions", "1h"), true)
                                .write(
                                        new ChatRequest(
                                                "any",
                                                CONVERSATION.subList(1, 2),
                                                List.of(TOOL),
                                                Sampling.DEFAULT)));
        assertThat(alone.at("/tools/0/cache_control"))
                .isEqualTo(Json.read("{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"));
    }

    private static List<String> marks(PromptCache cache, ChatRequest request) {
        JsonNode body = Json.read(new RequestWriter("m", 1, cache, true).write(request));
        return List.of(
                        "/tools/0",
                        "/system/0",
                        "/system/1",
                        "/messages/0/content/0",
                        "/messages/0/content/2",
                        "/messages/1/content/2",
                        "/messages/2/content/0",
                        "/messages/2/content/2")
                .stream()
                .filter(path -> body.at(path).has("cache_control"))
                .toList();
    }

    @Test
    void namesWhatCannotBeSent() {
        Content.Image image = new Content.Image("https://x/y.png");
        refuses(conversation(List.of(message(Role.SYSTEM, image))), "a picture can be in");
        refuses(
                conversation(List.of(message(Role.USER, new Content.Image("http://x/y.png")))),
                "a picture must be an https address");
        refuses(conversation(List.of(Message.text("1", Role.USER, " "))), "messages must hold");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no json", "{}", "{\"type\":\"xml\"}", "{\"type\":\"json_schema\"}", "[]"})
    void namesAFormatThatCannotBeAsked(String format) {
        refuses(
                new ChatRequest("any", CONVERSATION, List.of(), sampling("auto", format)),
                "responseFormat");
    }

    private static void refuses(ChatRequest request, String message) {
        assertThatThrownBy(() -> written(request))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void sendsHeadersAndTheRightPath() {
        try (Stand stand = new Stand(call -> call.begin().text("a").end("end_turn"))) {
            Asked.of(stand);
            UpstreamCall call = stand.upstream().calls().get(0);
            assertThat(call.target()).isEqualTo("/v1/messages");
            assertThat(call.header("x-api-key")).isEqualTo(Stand.KEY);
            assertThat(call.header("anthropic-version")).isEqualTo("2023-06-01");
            assertThat(call.header("authorization")).isEmpty();
            assertThat(call.header("traceparent")).isEqualTo("00-trace");
            assertThat(Json.read(call.body()).path("model").asText()).isEqualTo("up-1");
        }
    }

    private static JsonNode written(ChatRequest request) {
        return Json.read(new RequestWriter("up-1", 512, PromptCache.OFF, true).write(request));
    }

    private static ChatRequest conversation(List<Message> messages) {
        return new ChatRequest("any", messages, List.of(), Sampling.DEFAULT);
    }

    private static Message message(Role role, Content... content) {
        return new Message(
                "2",
                role,
                List.of(content),
                List.of(),
                Optional.empty(),
                Optional.of("ann"),
                false,
                Map.of());
    }

    private static Sampling sampling(String toolChoice, String format) {
        return new Sampling(
                Optional.of(1.5),
                Optional.of(0.9),
                Optional.of(64),
                Optional.of(7L),
                List.of("END"),
                Optional.of(toolChoice),
                Optional.of(format));
    }
}
