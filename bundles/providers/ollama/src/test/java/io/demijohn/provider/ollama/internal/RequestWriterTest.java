package io.demijohn.provider.ollama.internal;

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
                    "f", "does f", "{\"type\":\"object\"}", SideEffect.NONE, Duration.ofSeconds(1));
    private static final ToolCall GOOD = new ToolCall("a", "f", "{\"x\":1}");
    private static final ToolCall BAD = new ToolCall("b", "g", "{oops");
    private static final List<Message> CONVERSATION =
            List.of(
                    Message.text("1", Role.SYSTEM, "Be brief."),
                    user(
                            new Content.Text("What is it?"),
                            new Content.Image("data:image/png;base64,AAAA")),
                    Message.assistant("3", "Let me see.", List.of(GOOD, BAD)),
                    Message.toolResult("4", GOOD, "one", false),
                    nameless("b", "arguments are not JSON"));

    private static final String WHOLE =
            """
            {"model":"up-1","stream":true,"truncate":false,"shift":false,
             "messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"What is it?","images":["AAAA"]},
              {"role":"assistant","content":"Let me see.","tool_calls":[
               {"id":"a","function":{"name":"f","arguments":{"x":1}}},
               {"id":"b","function":{"name":"g","arguments":{}}}]},
              {"role":"tool","content":"one","tool_name":"f","tool_call_id":"a"},
              {"role":"tool","content":"arguments are not JSON","tool_name":"g",
               "tool_call_id":"b"}],
             "tools":[{"type":"function","function":
              {"name":"f","description":"does f","parameters":{"type":"object"}}}],
             "format":{"type":"object"},
             "options":{"temperature":1.5,"top_p":0.9,"num_predict":64,"seed":7,"stop":["END"],
              "num_ctx":8192},
             "keep_alive":"10m"}
            """;

    private static Message user(Content... parts) {
        return new Message(
                "m",
                Role.USER,
                List.of(parts),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    /** As it comes from OpenAI's dialect: only the call is named. */
    private static Message nameless(String call, String text) {
        return new Message(
                "m",
                Role.TOOL,
                List.of(new Content.Text(text)),
                List.of(),
                Optional.of(call),
                Optional.empty(),
                false,
                Map.of());
    }

    private static Sampling sampling(String choice, String format) {
        return new Sampling(
                Optional.of(1.5),
                Optional.of(0.9),
                Optional.of(64),
                Optional.of(7L),
                List.of("END"),
                Optional.of(choice),
                Optional.of(format));
    }

    private static JsonNode written(Residence residence, ChatRequest request) {
        return Json.read(new RequestWriter("up-1", residence).write(request));
    }

    private static ChatRequest asked(String choice, String format) {
        return new ChatRequest("any", CONVERSATION, List.of(TOOL), sampling(choice, format));
    }

    @Test
    void writesEverything() {
        String schema =
                "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                        + "{\"type\":\"object\"}}}";
        assertThat(written(new Residence("10m", 8192), asked("auto", schema)))
                .isEqualTo(Json.read(WHOLE));
    }

    @Test
    void leavesOutWhatNobodySaid() {
        ChatRequest plain =
                new ChatRequest(
                        "any",
                        List.of(Message.text("1", Role.USER, "hi")),
                        List.of(),
                        Sampling.DEFAULT);
        assertThat(written(Residence.DEFAULT, plain))
                .isEqualTo(
                        Json.read(
                                "{\"model\":\"up-1\",\"messages\":[{\"role\":\"user\",\"content\":"
                                        + "\"hi\"}],\"stream\":true,\"truncate\":false,"
                                        + "\"shift\":false}"));
    }

    @Test
    void noToolsWhereNoneMayBeCalled() {
        JsonNode body = written(Residence.DEFAULT, asked("none", "{\"type\":\"json_object\"}"));
        assertThat(body.has("tools")).isFalse();
        assertThat(body.get("format").asText()).isEqualTo("json");
        assertThat(written(Residence.DEFAULT, asked("auto", "{\"type\":\"text\"}")).has("format"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "required | {\"type\":\"text\"}        | tool_choice",
                "f        | {\"type\":\"text\"}        | tool_choice",
                "auto     | {\"type\":\"json_schema\"} | schema"
            })
    void whatOllamaHasNoWordForIsRefused(String choice, String format, String named) {
        assertThatThrownBy(() -> written(Residence.DEFAULT, asked(choice, format)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aPictureElsewhereIsRefused() {
        ChatRequest request =
                new ChatRequest(
                        "any",
                        List.of(user(new Content.Image("https://x/y.png"))),
                        List.of(),
                        Sampling.DEFAULT);
        assertThatThrownBy(() -> written(Residence.DEFAULT, request))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("data: URL");
    }

    @ParameterizedTest
    @CsvSource({"5m, '\"5m\"'", "1h30m, '\"1h30m\"'", "-1, -1", "0, 0", "300, 300"})
    void residences(String keepAlive, String json) {
        ChatRequest request =
                new ChatRequest(
                        "any",
                        List.of(Message.text("1", Role.USER, "hi")),
                        List.of(),
                        Sampling.DEFAULT);
        assertThat(written(new Residence(keepAlive, 0), request).get("keep_alive").toString())
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "5 m", "m", "1.5"})
    void wrongResidences(String keepAlive) {
        assertThatThrownBy(() -> new Residence(keepAlive, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep.alive");
    }
}
