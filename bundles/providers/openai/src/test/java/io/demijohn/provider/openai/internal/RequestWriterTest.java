package io.demijohn.provider.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.Original;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.testkit.upstream.UpstreamCall;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RequestWriterTest {

    private static final ToolSpec TOOL =
            new ToolSpec(
                    "f", "does f", "{\"type\":\"object\"}", SideEffect.NONE, Duration.ofSeconds(1));

    private static final String WHOLE =
            """
            {"model":"up-1",
             "messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"What is it?"},
               {"type":"image_url","image_url":{"url":"https://x/y.png"}}],"name":"ann"},
              {"role":"assistant","content":null,"tool_calls":[
               {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
               {"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a","content":"one"},
              {"role":"tool","tool_call_id":"b","content":"arguments are not JSON"},
              {"role":"assistant","content":"Done."}],
             "stream":true,
             "stream_options":{"include_usage":true},
             "tools":[{"type":"function","function":
               {"name":"f","description":"does f","parameters":{"type":"object"}}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},
             "temperature":0.5,"top_p":0.9,"max_completion_tokens":64,"seed":7,
             "response_format":{"type":"json_object"},
             "stop":["END"]}
            """;

    @Test
    void writesEverything() {
        ToolCall good = new ToolCall("a", "f", "{\"x\":1}");
        ToolCall bad = new ToolCall("b", "f", "{oops");
        ChatRequest request =
                new ChatRequest(
                        "any",
                        List.of(
                                Message.text("1", Role.SYSTEM, "Be brief."),
                                picture(Role.USER),
                                Message.assistant("3", "", List.of(good, bad)),
                                Message.toolResult("4", good, "one", false),
                                Message.toolResult("5", bad, "arguments are not JSON", true),
                                Message.assistant("6", "Done.", List.of())),
                        List.of(TOOL),
                        sampling("f", "{\"type\":\"json_object\"}"));
        assertThat(written(request, new RequestWriter("up-1", "max_completion_tokens", true, true)))
                .isEqualTo(Json.read(WHOLE));
    }

    @Test
    void leavesOutWhatWasNotAsked() {
        assertThat(written(Asked.question(), new RequestWriter("m", "max_tokens", false, true)))
                .isEqualTo(
                        Json.read(
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
                                        + "\"content\":\"CANARY-PROMPT?\"}],\"stream\":true}"));
    }

    private static final String WORDS =
            "{\"model\":\"mine\",\"messages\":[{\"role\":\"developer\",\"content\":\"hi\"}],"
                    + "\"max_tokens\":5,\"reasoning_effort\":\"low\",\"stream\":false,"
                    + "\"parallel_tool_calls\":false,"
                    + "\"stream_options\":{\"include_obfuscation\":false}}";

    private static ChatRequest own(String dialect) {
        return Asked.question()
                .withOriginal(new Original(dialect, WORDS, List.of("parallel_tool_calls")));
    }

    @Test
    void aCallersOwnWordsAreSentOn() {
        assertThat(
                        written(
                                own(Original.OPENAI_CHAT),
                                new RequestWriter("up-1", "max_completion_tokens", true, true)))
                .isEqualTo(
                        Json.read(
                                WORDS.replace("mine", "up-1")
                                        .replace("\"stream\":false", "\"stream\":true")
                                        .replace("max_tokens", "max_completion_tokens")
                                        .replace(
                                                "\"include_obfuscation\":false",
                                                "\"include_obfuscation\":false,"
                                                        + "\"include_usage\":true")));
        JsonNode bare =
                written(
                        own(Original.OPENAI_CHAT),
                        new RequestWriter("up-1", "max_tokens", false, true));
        assertThat(bare.get("max_tokens").asInt()).isEqualTo(5);
        assertThat(bare.has("stream_options")).isFalse();
    }

    @Test
    void unlessTheyAreOfAnotherDialectOrTheServerIsStrict() {
        RequestWriter open = new RequestWriter("m", "max_tokens", true, true);
        assertThat(written(own(Original.ANTHROPIC), open).has("reasoning_effort")).isFalse();
        RequestWriter strict = new RequestWriter("m", "max_tokens", true, false);
        assertThat(written(own(Original.OPENAI_CHAT), strict).has("reasoning_effort")).isFalse();
        assertThat(new OpenAiDialect(open).original()).isEqualTo(Original.OPENAI_CHAT);
        assertThat(new OpenAiDialect(strict).original()).isEmpty();
    }

    @Test
    void namesWhatCannotBeSent() {
        RequestWriter writer = new RequestWriter("m", "max_tokens", true, true);
        assertThatThrownBy(
                        () -> writer.write(request(picture(Role.SYSTEM), sampling("auto", "{}"))))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a picture can be in a user's message only");
        Message plain = Message.text("u", Role.USER, "hi");
        assertThatThrownBy(() -> writer.write(request(plain, sampling("auto", "no json"))))
                .hasMessage("responseFormat must be a JSON object");
    }

    @Test
    void sendsHeadersAndTheRightPath() {
        try (Stand stand = new Stand(RequestWriterTest::answer)) {
            Asked.of(stand);
            UpstreamCall call = stand.upstream().calls().get(0);
            assertThat(call.target()).isEqualTo("/v1/chat/completions");
            assertThat(call.header("authorization")).isEqualTo("Bearer " + Stand.KEY);
            assertThat(call.header("traceparent")).isEqualTo("00-trace");
            assertThat(call.header("upgrade")).isEmpty();
            assertThat(Json.read(call.body()).path("model").asText()).isEqualTo("up-1");
        }
    }

    @Test
    void usesOneConnectionAgain() {
        try (Stand stand = new Stand(RequestWriterTest::answer)) {
            for (int i = 0; i < 5; i++) {
                Asked.of(
                        stand,
                        Asked.question(),
                        Asked.context(Duration.ofSeconds(5), Cancellation.NEVER));
            }
            assertThat(stand.upstream().connections()).isLessThanOrEqualTo(2);
        }
    }

    private static void answer(Call call) throws IOException {
        call.stream().text("a").finish("stop").done();
    }

    private static JsonNode written(ChatRequest request, RequestWriter writer) {
        return Json.read(writer.write(request));
    }

    private static ChatRequest request(Message message, Sampling sampling) {
        return new ChatRequest("any", List.of(message), List.of(), sampling);
    }

    private static Message picture(Role role) {
        return new Message(
                "2",
                role,
                List.of(new Content.Text("What is it?"), new Content.Image("https://x/y.png")),
                List.of(),
                Optional.empty(),
                Optional.of("ann"),
                false,
                Map.of());
    }

    private static Sampling sampling(String toolChoice, String format) {
        return new Sampling(
                Optional.of(0.5),
                Optional.of(0.9),
                Optional.of(64),
                Optional.of(7L),
                List.of("END"),
                Optional.of(toolChoice),
                Optional.of(format));
    }
}
