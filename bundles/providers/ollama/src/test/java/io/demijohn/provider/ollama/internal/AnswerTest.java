package io.demijohn.provider.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTest {

    private static final String WHOLE =
            """
            {"model":"up-1:latest","created_at":"2026-01-01T00:00:00Z",
             "message":{"role":"assistant","content":"Let me look.","thinking":"hm",
              "tool_calls":[{"id":"call_a","function":{"index":0,"name":"lookup",
               "arguments":{"word":"ape"}}}]},
             "done_reason":"stop","done":true,"total_duration":5043500667,
             "prompt_eval_count":26,"eval_count":9}
            """;

    private static ChatResult streamed() {
        return Asked.answer(
                call ->
                        call.begin()
                                .message("\"content\":\"\",\"thinking\":\"h\"")
                                .message("\"content\":\"\",\"thinking\":\"m\"")
                                .text("Let me")
                                .text(" look.")
                                .tool("\"id\":\"call_a\",", "{\"word\":\"ape\"}")
                                .end());
    }

    /** The same content, streamed or not, is the same answer, to the last token. */
    @Test
    void aStreamAndAWholeAnswerSayTheSame() {
        ChatResult whole = Asked.answer(call -> call.answer(200, WHOLE));
        ChatResult streamed = streamed();
        assertThat(streamed.message().text()).isEqualTo("Let me look.");
        assertThat(whole.message().text()).isEqualTo("Let me look.");
        assertThat(streamed.message().toolCalls())
                .isEqualTo(whole.message().toolCalls())
                .containsExactly(new ToolCall("call_a", "lookup", "{\"word\":\"ape\"}"));
        assertThat(streamed.usage()).isEqualTo(whole.usage()).contains(Usage.of(26, 9));
        assertThat(streamed.finishReason())
                .isEqualTo(whole.finishReason())
                .isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(streamed.model()).isEqualTo(whole.model()).isEqualTo("up-1:latest");
        assertThat(streamed.metadata()).isEqualTo(whole.metadata());
    }

    @Test
    void linesMayComeInAnyPieces() {
        ChatResult result =
                Asked.answer(
                        call -> {
                            call.begin();
                            call.raw().piece("{\"message\":{\"content\":\"one");
                            call.raw().piece(" \"}}\r\n\n{\"message\":{\"content\":\"two\"}}\n{");
                            call.raw().piece("\"done\":true}");
                            call.raw().endStream();
                        });
        assertThat(result.message().text()).isEqualTo("one two");
        assertThat(result.model()).isEqualTo("up-1");
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "length, LENGTH", "something_new, STOP"})
    void reasons(String reason, FinishReason expected) {
        ChatResult result =
                Asked.answer(
                        call -> call.begin().text("a").end(",\"done_reason\":\"" + reason + "\""));
        assertThat(result.finishReason()).isEqualTo(expected);
        assertThat(result.metadata()).containsEntry("done_reason", reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"eval_count\":9",
                ",\"prompt_eval_count\":26",
                ",\"prompt_eval_count\":-1,\"eval_count\":9",
                ",\"prompt_eval_count\":26,\"eval_count\":1e18"
            })
    void whatWasNotCountedIsNotZero(String counts) {
        ChatResult result = Asked.answer(call -> call.begin().text("a").end(counts));
        assertThat(result.usage()).isEqualTo(Optional.empty());
    }

    @Test
    void callsWithoutIdsGetTheirOwn() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.begin()
                                        .tool("", "{}")
                                        .tool("\"id\":\"x\",", "\"{\\\"a\\\":1}\"")
                                        .tool("\"id\":\"x\",", "null")
                                        .end());
        assertThat(result.message().toolCalls())
                .extracting(ToolCall::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> !id.isEmpty());
        assertThat(result.message().toolCalls())
                .extracting(ToolCall::arguments)
                .containsExactly("{}", "{\"a\":1}", "{}");
    }

    @Test
    void anErrorInAStreamIsNoEnd() {
        assertThat(
                        Asked.failure(
                                        call ->
                                                call.begin()
                                                        .text("one")
                                                        .line("{\"error\":\"server busy\"}")
                                                        .end())
                                .kind())
                .isEqualTo(Kind.OVERLOADED);
    }

    @Test
    void anEndWithoutDoneIsTruncated() {
        assertThat(
                        Asked.failure(
                                        call -> {
                                            call.begin().text("one");
                                            call.raw().endStream();
                                        })
                                .kind())
                .isEqualTo(Kind.TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[1]",
                "{\"message\":{\"tool_calls\":[{\"function\":{\"arguments\":{}}}]}}"
            })
    void whatIsNoAnswerIsRefused(String line) {
        assertThat(Asked.failure(call -> call.begin().line(line).end()).kind())
                .isEqualTo(Kind.PROTOCOL);
    }
}
