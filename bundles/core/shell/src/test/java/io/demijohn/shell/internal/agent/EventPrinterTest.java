package io.demijohn.shell.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.EventId;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.shell.internal.Output;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventPrinterTest {

    private static final EventId ID = new EventId(0, 1, 0);
    private static final ToolCall CALL =
            new ToolCall("c1", "calculator", "{\"expression\":\"6*7\"}");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void printsTokensToolCallsAndAnswersInOrder() {
        var printer = new EventPrinter(new Output(stream, false));
        printer.onNext(complete("agent", Message.assistant("m1", "", List.of(CALL)), true));
        printer.onNext(complete("tools", Message.toolResult("m2", CALL, "42", false), false));
        printer.onNext(delta("It is "));
        printer.onNext(delta("42."));
        printer.onNext(complete("agent", Message.assistant("m3", "It is 42.", List.of()), true));
        printer.onNext(new RunEvent.Ended(ID, run(RunStatus.SUCCESS, Optional.empty())));
        assertThat(text())
                .isEqualTo(
                        "  → calculator({\"expression\":\"6*7\"})\n  ← calculator: 42\nIt is 42.\n");
        assertThat(printer.ended()).isCompleted();
    }

    @Test
    void aFailureIsShownWithItsReason() {
        var printer = new EventPrinter(new Output(stream, false));
        printer.onNext(delta("It"));
        var error = new Run.RunError("ModelError.TIMEOUT", "no piece for 30 s");
        printer.onNext(new RunEvent.Ended(ID, run(RunStatus.ERROR, Optional.of(error))));
        assertThat(text()).isEqualTo("It\n✗ error: ModelError.TIMEOUT: no piece for 30 s\n");
    }

    @Test
    void noTextReachesTheTerminalAsACommand() {
        var printer = new EventPrinter(new Output(stream, false));
        printer.onNext(delta("\u001b]52;c;ZXZpbA==\u0007\u009b2J a\tb\r"));
        Message answer = Message.toolResult("m2", CALL, "\u001b[2Jcleared\nnext", false);
        printer.onNext(complete("tools", answer, false));
        assertThat(text()).doesNotContainPattern("[\\p{Cc}&&[^\\t\\n]]");
        assertThat(text()).contains("a\tb").contains("cleared\nnext");
    }

    @Test
    void jsonIsNotMixedWithTokens() {
        var printer = new EventPrinter(new Output(stream, true));
        printer.onNext(delta("It is 42."));
        assertThat(text()).isEmpty();
    }

    @Test
    void eventsThatStopBeforeTheEndAreAnError() {
        var printer = new EventPrinter(new Output(stream, false));
        printer.onComplete();
        assertThat(printer.ended()).isCompletedExceptionally();
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static RunEvent delta(String text) {
        return new RunEvent.MessageDelta(ID, "m3", new ChatDelta.Text(text), 1, Map.of());
    }

    private static RunEvent complete(String node, Message message, boolean streamed) {
        return new RunEvent.MessageComplete(ID, node, message, 1, streamed, Map.of());
    }

    private static Run run(RunStatus status, Optional<Run.RunError> error) {
        Instant now = Instant.parse("2027-03-01T12:00:00Z");
        return new Run(
                "r",
                "t",
                "a",
                "agent",
                1,
                status,
                error,
                false,
                MultitaskStrategy.REJECT,
                Map.of(),
                Map.of(),
                now,
                now);
    }
}
