package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Original;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.testkit.model.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A caller of Anthropic's dialect loses nothing on the way to Anthropic and back. */
final class PassThroughTest {

    private static final String WORDS =
            """
            {"model":"mine","max_tokens":2048,"metadata":{"user_id":"u1"},
             "thinking":{"type":"enabled","budget_tokens":1024},
             "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":"hi"}],"stream":false}
            """;

    private static ChatRequest asked(String dialect, String... only) {
        return Asked.question().withOriginal(new Original(dialect, WORDS, List.of(only)));
    }

    private static RecordingListener ask(Script script, ChatRequest request) {
        try (Stand stand = new Stand(script)) {
            return Asked.of(
                    stand, request, Asked.context(Duration.ofSeconds(20), Cancellation.NEVER));
        }
    }

    /** Thoughts, a text with a source, a call, and a thought that is sealed. */
    private static void answer(Call call) throws IOException {
        call.start("{\"input_tokens\":3,\"output_tokens\":1,\"cache_read_input_tokens\":4}")
                .ping()
                .block(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"h\"}")
                .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"m\"}")
                .delta(0, "{\"type\":\"signature_delta\",\"signature\":\"sig\"}")
                .close(0)
                .block(1, "{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}")
                .close(1)
                .block(2, "{\"type\":\"text\",\"text\":\"\"}")
                .delta(2, "{\"type\":\"text_delta\",\"text\":\"Let \"}")
                .delta(2, "{\"type\":\"text_delta\",\"text\":\"me.\"}")
                .delta(2, "{\"type\":\"citations_delta\",\"citation\":{\"cited_text\":\"c\"}}")
                .close(2)
                .tool(3, "toolu_1", "{}")
                .json(3, "{\\\"word\\\":")
                .json(3, "\\\"ape\\\"}")
                .close(3)
                .tool(4, "toolu_2", "{}")
                .close(4)
                .finish("tool_use", "{\"output_tokens\":9,\"input_tokens\":null}")
                .stop();
    }

    private static final String WHOLE =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"up-1-x",
             "content":[
              {"type":"thinking","thinking":"hm","signature":"sig"},
              {"type":"redacted_thinking","data":"xyz"},
              {"type":"text","text":"Let me.","citations":[{"cited_text":"c"}]},
              {"type":"tool_use","id":"toolu_1","name":"lookup","input":{"word":"ape"}},
              {"type":"tool_use","id":"toolu_2","name":"lookup","input":{}}],
             "stop_reason":"tool_use",
             "usage":{"input_tokens":3,"output_tokens":9,"cache_read_input_tokens":4}}
            """;

    @Test
    void onlyTheModelAndTheStreamAreReplaced() {
        AtomicReference<String> sent = new AtomicReference<>();
        ask(
                call -> {
                    sent.set(call.raw().body());
                    answer(call);
                },
                asked(Original.ANTHROPIC, "thinking"));
        String expected = WORDS.replace("mine", "up-1").replace("false", "true");
        assertThat(Json.read(sent.get())).isEqualTo(Json.read(expected));
    }

    @Test
    void theEventsComeBackBesideThePieces() {
        RecordingListener heard = ask(PassThroughTest::answer, asked(Original.ANTHROPIC));
        List<ChatDelta.Native> events =
                heard.deltas().stream()
                        .filter(ChatDelta.Native.class::isInstance)
                        .map(ChatDelta.Native.class::cast)
                        .toList();
        assertThat(events).hasSize(22);
        assertThat(events).allMatch(event -> event.dialect().equals(Original.ANTHROPIC));
        assertThat(events.get(0).type()).isEqualTo("message_start");
        assertThat(events.get(21).type()).isEqualTo("message_stop");
        assertThat(Json.read(events.get(3).data()).at("/delta/thinking").asText()).isEqualTo("h");
        assertThat(heard.text()).isEqualTo("Let me.");
        assertThat(heard.toolCalls()).hasSize(2);
        ChatResult result = heard.result().orElseThrow();
        assertThat(Json.read((String) result.metadata().get(ChatResult.NATIVE)))
                .isEqualTo(Json.read(WHOLE));
    }

    @Test
    void nothingComesBeforeTheFirstContent() {
        RecordingListener heard =
                ask(
                        call -> {
                            call.start("{\"input_tokens\":3}")
                                    .ping()
                                    .block(0, "{\"type\":\"text\",\"text\":\"\"}");
                            call.reset();
                        },
                        asked(Original.ANTHROPIC));
        assertThat(heard.error()).isPresent();
        assertThat(heard.deltas()).isEmpty();
    }

    @Test
    void aServerThatCannotStreamIsPassedOnAsItIs() {
        ChatResult result =
                ask(call -> call.answer(200, "application/json", WHOLE), asked(Original.ANTHROPIC))
                        .result()
                        .orElseThrow();
        JsonNode body = Json.read((String) result.metadata().get(ChatResult.NATIVE));
        assertThat(body).isEqualTo(Json.read(WHOLE));
    }

    @Test
    void whoAsksInOtherWordsGetsNoEvents() {
        RecordingListener heard = ask(PassThroughTest::answer, asked("openai.chat"));
        assertThat(heard.deltas()).noneMatch(ChatDelta.Native.class::isInstance);
        assertThat(heard.result().orElseThrow().metadata()).doesNotContainKey(ChatResult.NATIVE);
    }

    @Test
    void whereItIsSwitchedOffTheRequestCounts() {
        RequestWriter writer = new RequestWriter("up-1", 64, PromptCache.OFF, false);
        JsonNode written = Json.read(writer.write(asked(Original.ANTHROPIC, "thinking")));
        assertThat(written.has("thinking")).isFalse();
        assertThat(new AnthropicDialect(writer, true).original()).isEmpty();
    }

    @Test
    void whatOnlyAnotherDialectCanSayIsRefusedByName() {
        RecordingListener heard = ask(PassThroughTest::answer, asked("openai.chat", "audio", "n"));
        assertThat(heard.error().orElseThrow().kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(heard.error().orElseThrow())
                .hasMessageContaining("audio, n: model claude has nothing like it");
    }
}
