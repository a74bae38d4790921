package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.Cancellation;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.testkit.model.RecordingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers, and machines before them, that break the rules. */
final class BadProviderTest {

    private static final String JSON = "application/json";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/html | <html>Sign in</html> | PROTOCOL",
                "application/json | {\"content\":[{\"ty | PROTOCOL",
                "application/json | [] | PROTOCOL",
                "application/json | `` | PROTOCOL",
                "application/json | {} | PROTOCOL",
                "application/json | {\"content\":\"hi\",\"stop_reason\":\"end_turn\"} | PROTOCOL",
                "application/json | {\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]} | TRUNCATED",
                "text/event-stream | `` | PROTOCOL",
                "text/event-stream | garbage without any field | PROTOCOL",
                "text/event-stream | data: <html> | TRUNCATED",
                "text/event-stream | data: [DONE] | PROTOCOL",
                "application/octet-stream | ????? | PROTOCOL",
                "application/json | {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}} | OVERLOADED",
                "application/json | {\"error\":\"it broke\"} | UNAVAILABLE",
            })
    void status200WithSomethingElse(String type, String body, Kind kind) {
        assertThat(Asked.failure(call -> call.answer(200, type, body)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "7", "\"text\"", "nonsense", "{\"type\":"})
    void anEventThatIsNoObject(String data) {
        assertThat(Asked.failure(call -> call.begin().text("a").data("x", data).hold()).kind())
                .isEqualTo(Kind.PROTOCOL);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_request_error, INVALID_REQUEST",
        "authentication_error, AUTHENTICATION",
        "rate_limit_error, RATE_LIMITED",
        "api_error, UNAVAILABLE",
        "overloaded_error, OVERLOADED",
        "timeout_error, TIMEOUT",
        "something_new, UNAVAILABLE",
    })
    void anErrorInMidStream(String type, Kind kind) {
        String error = "\"error\":{\"type\":\"" + type + "\",\"message\":\"x\"}";
        assertThat(Asked.failure(call -> call.begin().text("a").event("error", error).hold()))
                .extracting(ModelException::kind)
                .isEqualTo(kind);
        assertThat(Asked.failure(call -> call.stream().event("error", error).endStream()))
                .extracting(ModelException::kind)
                .isEqualTo(kind);
    }

    /** An answer is whole with message_stop and not a byte before. */
    @Test
    void aStreamThatIsCut() {
        List<Script> cuts =
                List.of(
                        call -> call.stream().hangUp(),
                        call -> call.begin().hangUp(),
                        call -> call.begin().text("a").hangUp(),
                        call -> call.begin().text("a").reset(),
                        call -> call.begin().text("a").endStream(),
                        call -> call.begin().text("a").piece("data: {\"type").endStream(),
                        call -> call.begin().text("a").close(0).endStream(),
                        call -> finished(call).endStream(),
                        call -> finished(call).hangUp(),
                        call -> finished(call).data("x", "[DONE]").endStream(),
                        call -> finished(call).piece("data: {\"type\":\"message_st").endStream(),
                        call -> call.begin().text("a").stop(),
                        call -> call.begin().text("a").close(0).stop(),
                        call -> call.begin().text("a").finish("end_turn", Call.USAGE).stop(),
                        call -> cutCharacter(call).endStream());
        for (int i = 0; i < cuts.size(); i++) {
            ModelException failure = Asked.failure(cuts.get(i));
            assertThat(failure.kind()).as(i + ": " + failure).isEqualTo(Kind.TRUNCATED);
        }
    }

    private static Call finished(Call call) throws IOException {
        return call.begin().text("a").close(0).finish("end_turn", Call.USAGE);
    }

    private static Call cutCharacter(Call call) throws IOException {
        byte[] half = "data: {\"type\":\"é".getBytes(StandardCharsets.UTF_8);
        return call.begin().text("a").piece(Arrays.copyOf(half, half.length - 1));
    }

    @Test
    void blocksOutOfOrder() {
        String text = "{\"type\":\"text\",\"text\":\"\"}";
        List<Script> wrong =
                List.of(
                        call -> call.stream().block(0, text).hold(),
                        call -> call.stream().text("a").hold(),
                        call -> call.stream().event("message_stop", "").hold(),
                        call -> call.begin().event("message_start", "\"message\":{}").hold(),
                        call -> call.begin().block(0, text).hold(),
                        call -> call.begin().close(0).text("late").hold(),
                        call -> call.begin().close(0).close(0).hold(),
                        call -> call.begin().close(0).block(0, text).hold(),
                        call -> call.begin().block(3, text).block(2, text).hold(),
                        call -> call.begin().block(-1, text).hold(),
                        call -> call.begin().event("content_block_stop", "").hold(),
                        call -> call.begin().event("content_block_stop", "\"index\":1e9").hold(),
                        call -> call.begin().close(0).tool(1, "x", "{}").delta(1, said()).hold(),
                        call ->
                                call.begin()
                                        .block(1, "{\"type\":\"tool_use\",\"id\":\"x\"}")
                                        .hold());
        for (int i = 0; i < wrong.size(); i++) {
            ModelException failure = Asked.failure(wrong.get(i));
            assertThat(failure.kind()).as(i + ": " + failure).isEqualTo(Kind.PROTOCOL);
        }
    }

    private static String said() {
        return "{\"type\":\"text_delta\",\"text\":\"a\"}";
    }

    @Test
    void moreCallsThanAnyoneMakes() {
        ModelException failure =
                Asked.failure(
                        call -> {
                            call.begin();
                            for (int i = 1; i < 200; i++) {
                                call.tool(i, "t" + i, "{}").close(i);
                            }
                            call.hold();
                        });
        assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(failure).hasMessageContaining("more than 128 tool calls");
    }

    @Test
    void noAnswerAtAll() {
        assertThat(Asked.failure(Call::hangUp).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(Asked.failure(Call::reset).kind()).isEqualTo(Kind.UNAVAILABLE);
        try (Stand gone = new Stand(Call::hold)) {
            gone.upstream().close();
            assertThat(Asked.of(gone).error().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void anAnswerWithoutEnd() {
        ModelException failure =
                Asked.failure(
                        call -> {
                            call.begin();
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
                        call -> call.begin().hold(),
                        call -> call.begin().text("a").hold(),
                        call -> pings(call.begin()),
                        call -> pings(call.begin().text("a")));
        for (Script script : silent) {
            try (Stand stand = new Stand(script, limits)) {
                ModelException failure = Asked.of(stand).error().orElseThrow();
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.TIMEOUT);
                assertThat(stand.disconnected(Duration.ofSeconds(3))).isTrue();
            }
        }
    }

    /** They show that the connection is alive, and not that anything comes of it. */
    private static void pings(Call call) throws IOException {
        for (int i = 0; i < 10_000; i++) {
            call.ping();
        }
        call.hold();
    }

    @Test
    void anAnswerAfterTheDeadlineIsDropped() {
        try (Stand stand = new Stand(call -> call.begin().text("a").hold())) {
            RecordingListener late =
                    Asked.of(
                            stand,
                            Asked.question(),
                            Asked.context(Duration.ofMillis(400), Cancellation.NEVER));
            assertThat(late.error().orElseThrow().kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(stand.disconnected(Duration.ofSeconds(3))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 7, PT7S", "529, 1.5, PT1.5S", "429, soon, none", "503, 1000000000, PT1H"})
    void retryAfter(int status, String header, String expected) {
        ModelException failure =
                Asked.failure(call -> call.answer(status, JSON, "{}", "retry-after: " + header));
        assertThat(failure.retryAfter().map(Duration::toString).orElse("none")).isEqualTo(expected);
    }

    @Test
    void noErrorShowsTheKeyOrIsLong() {
        String echo =
                "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"bad "
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
        assertThat(Asked.failure(call -> call.stream().data("error", echo).hold()))
                .hasMessageNotContaining(Stand.KEY);
    }
}
