package io.demijohn.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Transcript transcript = new Transcript(new PrintStream(printed, true, UTF_8));
    private final SseReader reader = new SseReader(transcript::event);

    @Test
    void showsATurnWithATool() {
        List.of(
                        "event: metadata",
                        "data: {\"run_id\":\"r\"}",
                        "",
                        "event: updates",
                        "data: {\"agent\":{\"messages\":[{\"type\":\"ai\",\"content\":\"\",\"tool_calls\":[{\"name\":\"calculator\",\"args\":{\"e\":\"1+1\"}}]}]}}",
                        ": heartbeat",
                        "event: updates",
                        "data: {\"tools\":{\"messages\":[{\"type\":\"tool\",\"name\":\"calculator\",\"content\":\"2\"}]}}",
                        "event: messages",
                        "data: [{\"type\":\"ai\",\"content\":\"It is \"},{}]",
                        "event: messages",
                        "data: [{\"type\":\"ai\",\"content\":[{\"type\":\"text\",\"text\":\"2.\"}]},{}]")
                .forEach(reader::line);
        transcript.finish(Duration.ofMillis(5));

        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "  calls   calculator {\"e\":\"1+1\"}",
                        "  result  calculator -> 2",
                        "  agent   It is 2.",
                        "  done    2 pieces of text and 1 tool result(s) in 5 ms");
    }

    @Test
    void anAnswerWithoutAToolIsAFailure() {
        reader.line("event: messages");
        reader.line("data: [{\"type\":\"ai\",\"content\":\"42\"},{}]");

        assertThatThrownBy(() -> transcript.finish(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 tool results and 1 pieces");
    }

    @Test
    void anErrorEventSaysWhy() {
        reader.line("event: error");

        assertThatThrownBy(() -> reader.line("data: {\"message\":\"no model\"}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no model");
    }
}
