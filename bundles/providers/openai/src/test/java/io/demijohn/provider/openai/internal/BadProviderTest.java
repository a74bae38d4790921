package io.demijohn.provider.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.testkit.model.RecordingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers that break the rules, in every way that others have met. */
final class BadProviderTest {

    private static final String SSE = "text/event-stream";
    private static final String JSON = "application/json";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/html | <html>Sign in</html> | PROTOCOL",
                "application/json | {\"choices\":[{\"mess | PROTOCOL",
                "application/json | [] | PROTOCOL",
                "application/json | `` | PROTOCOL",
                "application/json | {} | PROTOCOL",
                "application/json | \"hi\" | PROTOCOL",
                "text/event-stream | `` | PROTOCOL",
                "text/event-stream | garbage without any field | PROTOCOL",
                "text/event-stream | data: <html> | TRUNCATED",
                "text/event-stream | data: [DONE] | PROTOCOL",
                "application/octet-stream | ????? | PROTOCOL",
                "application/json | {\"error\":{\"code\":429,\"message\":\"slow\"}} | RATE_LIMITED",
                "application/json | {\"error\":\"it broke\"} | UNAVAILABLE",
            })
    void status200WithSomethingElse(String type, String body, Kind kind) {
        assertThat(Asked.failure(call -> call.answer(200, type, body)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "7", "\"text\"", "nonsense", "{\"choices\":"})
    void anEventThatIsNoObject(String event) {
        assertThat(Asked.failure(call -> call.stream().text("a").event(event).hold()).kind())
                .isEqualTo(Kind.PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"x\",\"code\":503}} | OVERLOADED",
                "{\"error\":{\"message\":\"x\",\"type\":\"server_error\"}} | UNAVAILABLE",
                "{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}} | QUOTA",
                "{\"error\":{\"message\":\"x\",\"code\":\"content_filter\"}} | CONTENT_POLICY",
            })
    void anErrorInMidStream(String event, Kind kind) {
        assertThat(Asked.failure(call -> call.stream().text("a").event(event).hold()).kind())
                .isEqualTo(kind);
    }

    @Test
    void aStreamThatIsCut() {
        List<Script> cuts =
                List.of(
                        call -> call.stream().text("a").hangUp(),
                        call -> call.stream().text("a").reset(),
                        call -> call.stream().text("a").endStream(),
                        call -> call.stream().text("a").piece("data: {\"choi").endStream(),
                        call -> call.stream().text("a").piece("data: {\"choi").hangUp(),
                        call -> call.stream().hangUp(),
                        call -> cutCharacter(call).endStream());
        for (Script cut : cuts) {
            ModelException failure = Asked.failure(cut);
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.TRUNCATED);
        }
    }

    private static Call cutCharacter(Call call) throws IOException {
        byte[] half =
                "data: {\"choices\":[{\"delta\":{\"content\":\"é".getBytes(StandardCharsets.UTF_8);
        return call.stream().text("a").piece(Arrays.copyOf(half, half.length - 1));
    }

    @Test
    void noAnswerAtAll() {
        assertThat(Asked.failure(Call::hangUp).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(Asked.failure(Call::reset).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(Asked.failure(call -> garbage(call)).kind()).isEqualTo(Kind.UNAVAILABLE);
        Stand gone = new Stand(Call::hold);
        gone.upstream().close();
        assertThat(Asked.of(gone).error().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    private static void garbage(Call call) throws IOException {
        call.raw().raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        call.hangUp();
    }

    @Test
    void charactersThatArriveInTwoPieces() {
        byte[] event =
                "data: {\"choices\":[{\"delta\":{\"content\":\"é漢😀\"}}]}\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        ChatResult result =
                Asked.answer(
                        call -> {
                            call.stream();
                            for (byte one : event) {
                                call.piece(new byte[] {one});
                            }
                            call.finish("stop").done();
                        });
        assertThat(result.message().text()).isEqualTo("é漢😀");
    }

    @Test
    void endsThatAreFineWithoutDone() {
        assertThat(Asked.answer(call -> call.stream().text("a").finish("stop").endStream()))
                .extracting(ChatResult::finishReason)
                .isEqualTo(FinishReason.STOP);
        assertThat(Asked.answer(call -> call.stream().text("a").finish("length").hangUp()))
                .extracting(ChatResult::finishReason)
                .isEqualTo(FinishReason.LENGTH);
        assertThat(Asked.answer(call -> call.stream().text("a").done()).finishReason())
                .isEqualTo(FinishReason.STOP);
        assertThat(
                        Asked.answer(call -> call.stream().text("a").finish("stop").hold())
                                .finishReason())
                .isEqualTo(FinishReason.STOP);
    }

    @Test
    void nothingAfterDoneCounts() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.stream()
                                        .text("a")
                                        .finish("stop")
                                        .piece("data: [DONE]\n\ndata: [DONE]\n\n")
                                        .text("b")
                                        .done());
        assertThat(result.message().text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "7",
                "{\"prompt_tokens\":-1,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1,\"completion_tokens\":-5}",
                "{\"prompt_tokens\":1e18,\"completion_tokens\":1}",
                "{\"prompt_tokens\":1000000000000000000,\"completion_tokens\":1}",
                "{\"prompt_tokens\":99999999999999999999999,\"completion_tokens\":1}",
                "{\"prompt_tokens\":\"3\",\"completion_tokens\":1}",
                "{\"prompt_tokens\":1.5,\"completion_tokens\":1}",
            })
    void usageThatCannotBe(String usage) {
        assertThat(Asked.answer(call -> call.stream().text("a").finish("stop").usage(usage).done()))
                .extracting(ChatResult::usage)
                .isEqualTo(Optional.empty());
    }

    @Test
    void usageInFull() {
        String usage =
                "{\"prompt_tokens\":9,\"completion_tokens\":5,\"prompt_tokens_details\":"
                        + "{\"cached_tokens\":4},\"completion_tokens_details\":"
                        + "{\"reasoning_tokens\":-3}}";
        assertThat(Asked.answer(call -> call.stream().text("a").finish("stop").usage(usage).done()))
                .extracting(ChatResult::usage)
                .isEqualTo(Optional.of(new Usage(9, 5, 4, 0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "7 | PT7S",
                "1.5 | PT1.5S",
                "-1 | none",
                "1000000000 | PT1H",
                "soon | none",
                "NaN | none",
                "Infinity | PT1H",
                "1e400 | PT1H",
                "Wed, 21 Oct 2015 07:28:00 GMT | PT0S",
                "Tue, 31 Dec 2999 23:59:59 GMT | PT1H",
            })
    void retryAfter(String header, String expected) {
        ModelException failure =
                Asked.failure(call -> call.answer(429, JSON, "{}", "Retry-After: " + header));
        assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(failure.retryAfter().map(Duration::toString).orElse("none")).isEqualTo(expected);
    }

    @Test
    void retryAfterInMilliseconds() {
        assertThat(
                        Asked.failure(
                                        call ->
                                                call.answer(
                                                        429,
                                                        JSON,
                                                        "{}",
                                                        "retry-after-ms: 250",
                                                        "Retry-After: 1"))
                                .retryAfter())
                .contains(Duration.ofMillis(250));
    }

    @Test
    void toolCallsOfImitators() {
        String whole = "{\"id\":\"%s\",\"function\":{\"name\":\"f\",\"arguments\":%s}}";
        ChatResult result =
                Asked.answer(
                        call ->
                                call.stream()
                                        .event(calls(whole.formatted("x", "{\"a\":1}")))
                                        .event(calls(whole.formatted("y", "\"{\\\"b\\\":2}\"")))
                                        .event(calls(whole.formatted("", "\"\"")))
                                        .event(calls("{\"index\":7,\"function\":{\"name\":\"g\"}}"))
                                        .finish("stop")
                                        .done());
        assertThat(result.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(result.message().toolCalls())
                .extracting(ToolCall::name, ToolCall::arguments)
                .containsExactly(
                        tuple("f", "{\"a\":1}"), tuple("f", "{\"b\":2}"), tuple("g", "{}"));
        assertThat(result.message().toolCalls()).extracting(ToolCall::id).doesNotHaveDuplicates();
    }

    @Test
    void badArgumentsArePassedOnAsTheyAre() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.stream()
                                        .event(
                                                calls(
                                                        "{\"index\":0,\"id\":\"x\",\"function\":"
                                                                + "{\"name\":\"f\",\"arguments\":\"{oops\"}}"))
                                        .finish("tool_calls")
                                        .done());
        assertThat(result.message().toolCalls()).containsExactly(new ToolCall("x", "f", "{oops"));
    }

    private static String calls(String call) {
        return "{\"choices\":[{\"delta\":{\"tool_calls\":[" + call + "]}}]}";
    }

    @Test
    void aServerThatCannotStream() {
        ChatResult result =
                Asked.answer(
                        call ->
                                call.answer(
                                        200,
                                        JSON,
                                        "{\"id\":\"w\",\"model\":\"m\",\"choices\":[{\"message\":"
                                                + "{\"content\":\"all at once\"},\"finish_reason\":"
                                                + "\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                                                + "\"completion_tokens\":2}}"));
        assertThat(result.message().text()).isEqualTo("all at once");
        assertThat(result.usage()).contains(Usage.of(1, 2));
    }

    @Test
    void anAnswerWithoutEnd() {
        ModelException failure =
                Asked.failure(
                        call -> {
                            call.stream();
                            while (true) {
                                call.text("x".repeat(10_000));
                            }
                        });
        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void silenceBeforeAndWithinAnAnswer() {
        Limits limits = Stand.limits(Duration.ofMillis(300), Duration.ofMillis(200));
        List<Script> silent =
                List.of(
                        Call::hold,
                        call -> call.stream().hold(),
                        call -> call.stream().text("a").hold(),
                        call -> trickle(call.stream().text("a")));
        for (Script script : silent) {
            try (Stand stand = new Stand(script, limits)) {
                ModelException failure = Asked.of(stand).error().orElseThrow();
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.TIMEOUT);
                assertThat(stand.disconnected(Duration.ofSeconds(3))).isTrue();
            }
        }
    }

    /** One byte at a time is not progress until it makes an event. */
    private static void trickle(Call call) throws IOException {
        for (int i = 0; i < 100_000; i++) {
            call.piece("x");
        }
        call.hold();
    }

    @Test
    void anAnswerAfterTheDeadlineIsDropped() {
        try (Stand stand = new Stand(call -> call.stream().text("a").hold())) {
            RecordingListener late =
                    Asked.of(
                            stand,
                            Asked.question(),
                            Asked.context(Duration.ofMillis(400), Cancellation.NEVER));
            assertThat(late.error().orElseThrow().kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(stand.disconnected(Duration.ofSeconds(3))).isTrue();
        }
    }

    @Test
    void noErrorShowsTheKeyOrIsLong() {
        String echo =
                "{\"error\":{\"message\":\"bad key "
                        + Stand.KEY
                        + "\\n\\u001b[31m"
                        + "x".repeat(5000)
                        + "\"}}";
        ModelException failure = Asked.failure(call -> call.answer(401, JSON, echo));
        assertThat(failure.getMessage())
                .doesNotContain(Stand.KEY)
                .doesNotContain("CANARY-PROMPT")
                .contains("[redacted]")
                .hasSizeLessThan(500)
                .doesNotContainPattern("\\p{Cntrl}");
        assertThat(Asked.failure(call -> call.answer(200, SSE, "data: " + echo + "\n\n")))
                .hasMessageNotContaining(Stand.KEY);
    }
}
