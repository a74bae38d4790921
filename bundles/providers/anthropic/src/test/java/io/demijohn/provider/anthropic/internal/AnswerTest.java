package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import io.demijohn.testkit.model.RecordingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of good answers, and of those that are odd but whole. */
final class AnswerTest {

    private static final String WHOLE =
            """
            {"id":"msg_9","type":"message","role":"assistant","model":"up-1-x",
             "content":[{"type":"thinking","thinking":"hm","signature":"s"},
              {"type":"text","text":"Let me look."},
              {"type":"tool_use","id":"toolu_1","name":"lookup","input":{"word":"ape"}}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":3,"cache_creation_input_tokens":10,
              "cache_read_input_tokens":100,"output_tokens":2}}
            """;

    @Test
    void aServerThatCannotStream() {
        ChatResult result = Asked.answer(call -> call.answer(200, "application/json", WHOLE));
        assertThat(result)
                .isEqualTo(
                        new ChatResult(
                                Message.assistant("msg_9", "Let me look.", List.of(ape("toolu_1"))),
                                FinishReason.TOOL_CALLS,
                                Optional.of(new Usage(113, 2, 100, 0, 10)),
                                "up-1-x",
                                Map.of(
                                        "id",
                                        "msg_9",
                                        "stop_reason",
                                        "tool_use",
                                        "cache_creation_input_tokens",
                                        10L)));
    }

    /** The same content in a stream is the same answer, to the last token. */
    @Test
    void theSameInAStream() {
        ChatResult streamed =
                Asked.answer(
                        call ->
                                thoughts(
                                                call.start(
                                                        "{\"input_tokens\":3,"
                                                                + "\"cache_creation_input_tokens\":10,"
                                                                + "\"cache_read_input_tokens\":100,"
                                                                + "\"output_tokens\":1}"))
                                        .block(1, "{\"type\":\"text\",\"text\":\"Let \"}")
                                        .delta(1, "{\"type\":\"text_delta\",\"text\":\"me look.\"}")
                                        .close(1)
                                        .tool(2, "toolu_1", "{}")
                                        .json(2, "{\\\"word\\\":\\\"ape\\\"}")
                                        .close(2)
                                        .finish("tool_use", "{\"output_tokens\":2}")
                                        .stop());
        ChatResult whole = Asked.answer(call -> call.answer(200, "application/json", WHOLE));
        assertThat(streamed.usage()).isEqualTo(whole.usage());
        assertThat(streamed.message().text()).isEqualTo(whole.message().text());
        assertThat(streamed.message().toolCalls()).isEqualTo(whole.message().toolCalls());
        assertThat(streamed.finishReason()).isEqualTo(whole.finishReason());
    }

    private static Call thoughts(Call call) throws IOException {
        return call.block(0, "{\"type\":\"thinking\",\"thinking\":\"\"}")
                .delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}")
                .delta(0, "{\"type\":\"signature_delta\",\"signature\":\"s\"}")
                .close(0);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP",
        "something_new, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "pause_turn, LENGTH",
        "refusal, CONTENT_FILTER",
    })
    void stopReasons(String reason, FinishReason expected) {
        ChatResult result = Asked.answer(call -> call.begin().text("a").end(reason));
        assertThat(result.finishReason()).isEqualTo(expected);
        assertThat(result.metadata()).containsEntry("stop_reason", reason);
    }

    @Test
    void piecesOfACallArriveAsTheyCome() {
        try (Stand stand =
                new Stand(
                        call ->
                                call.begin()
                                        .close(0)
                                        .tool(1, "toolu_1", "{}")
                                        .json(1, "{\\\"word\\\":")
                                        .json(1, "\\\"ape\\\"}")
                                        .close(1)
                                        .finish("tool_use", Call.USAGE)
                                        .stop())) {
            RecordingListener listener = Asked.of(stand);
            assertThat(listener.toolCalls()).containsExactly(ape("toolu_1"));
            assertThat(listener.deltas()).hasSize(3);
        }
    }

    /** Empty input, input at the beginning of a block, ids that are missing or taken. */
    @Test
    void callsOfImitators() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.begin()
                                        .close(0)
                                        .tool(1, "x", "{}")
                                        .close(1)
                                        .tool(4, "x", "{\"word\":\"ape\"}")
                                        .close(4)
                                        .tool(7, "", "{\"not\":\"this\"}")
                                        .json(7, "{\\\"word\\\":\\\"ape\\\"}")
                                        .close(7)
                                        .finish("end_turn", Call.USAGE)
                                        .stop());
        assertThat(result.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        List<ToolCall> calls = result.message().toolCalls();
        assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates().contains("x");
        assertThat(calls)
                .extracting(ToolCall::arguments)
                .containsExactly("{}", "{\"word\":\"ape\"}", "{\"word\":\"ape\"}");
    }

    @Test
    void argumentsThatBreakOffArePassedOnAsTheyAre() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.begin()
                                        .close(0)
                                        .tool(1, "x", "{}")
                                        .json(1, "{oops")
                                        .close(1)
                                        .finish("max_tokens", Call.USAGE)
                                        .stop());
        assertThat(result.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(result.message().toolCalls())
                .containsExactly(new ToolCall("x", "lookup", "{oops"));
    }

    @Test
    void charactersThatArriveInTwoPieces() {
        byte[] event =
                ("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                                + "{\"type\":\"text_delta\",\"text\":\"é漢😀\"}}\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        ChatResult result =
                Asked.answer(
                        call -> {
                            call.begin();
                            for (byte one : event) {
                                call.piece(new byte[] {one});
                            }
                            call.end("end_turn");
                        });
        assertThat(result.message().text()).isEqualTo("é漢😀");
    }

    /** The documentation says that there may be new ones at any time. */
    @Test
    void unknownEventsBlocksAndPieces() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.begin()
                                        .event("something_new", "\"index\":0")
                                        .delta(0, "{\"type\":\"citations_delta\",\"citation\":{}}")
                                        .text("a")
                                        .close(0)
                                        .block(1, "{\"type\":\"server_tool_use\",\"name\":\"web\"}")
                                        .json(1, "{}")
                                        .close(1)
                                        .finish("end_turn", Call.USAGE)
                                        .stop());
        assertThat(result.message().text()).isEqualTo("a");
        assertThat(result.message().toolCalls()).isEmpty();
    }

    @Test
    void nothingAfterTheStopCounts() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.begin()
                                        .text("a")
                                        .close(0)
                                        .finish("end_turn", Call.USAGE)
                                        .piece(
                                                "data: {\"type\":\"message_stop\"}\n\n"
                                                        + "data: {\"type\":\"message_stop\"}\n\n")
                                        .text("b")
                                        .data("x", "[DONE]")
                                        .endStream());
        assertThat(result.message().text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "7",
                "{\"output_tokens\":-1}",
                "{\"output_tokens\":1.5}",
                "{\"output_tokens\":\"3\"}",
                "{\"output_tokens\":99999999999999999999999}",
                "{\"output_tokens\":2,\"cache_read_input_tokens\":-4}",
                "{\"output_tokens\":2,\"input_tokens\":-4}",
            })
    void usageThatCannotBe(String usage) {
        assertThat(
                        Asked.answer(
                                call ->
                                        call.begin()
                                                .text("a")
                                                .close(0)
                                                .finish("end_turn", usage)
                                                .stop()))
                .extracting(ChatResult::usage)
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"0, 9, 9", "9, 0, 9", "9, 9, 9", "3, 12, 12"})
    void inputThatIsKnownAtOneEndOnly(int first, int last, int expected) {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.start("{\"input_tokens\":" + first + ",\"output_tokens\":0}")
                                        .finish(
                                                "end_turn",
                                                "{\"input_tokens\":"
                                                        + last
                                                        + ",\"output_tokens\":5}")
                                        .stop());
        assertThat(result.usage()).contains(Usage.of(expected, 5));
    }

    private static ToolCall ape(String id) {
        return new ToolCall(id, "lookup", "{\"word\":\"ape\"}");
    }
}
