package io.demijohn.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.StateValues;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link StateMigrator} promises, as tests. Extend it with your migrator and examples. */
public abstract class StateMigratorContract {

    /** For subclasses. */
    protected StateMigratorContract() {}

    /**
     * The migrator.
     *
     * @return a fresh or a shared one
     */
    protected abstract StateMigrator migrator();

    /**
     * States as the older version wrote them.
     *
     * @return at least one, each with what {@link #moved} says of it
     */
    protected abstract List<StateValues> examples();

    /**
     * What an example is to become.
     *
     * @param example one of {@link #examples()}
     * @return as the later version reads it
     */
    protected abstract StateValues moved(StateValues example);

    @Test
    void leadsFromOneVersionOfOneAgentToALaterOne() {
        assertFalse(migrator().agent().isBlank(), "agent() is blank");
        assertTrue(migrator().fromVersion() >= 1, "fromVersion() must be 1 or more");
        assertTrue(
                migrator().toVersion() > migrator().fromVersion(),
                "toVersion() must be more than fromVersion()");
    }

    @Test
    void movesTheExamples() {
        assertFalse(examples().isEmpty(), "examples() is empty");
        examples().forEach(example -> assertEquals(moved(example), migrator().migrate(example)));
    }

    @Test
    void isAPureFunctionAlsoWhenManyThreadsCallIt() {
        for (StateValues example : examples()) {
            StateValues first = migrator().migrate(example);
            IntStream.range(0, 100)
                    .parallel()
                    .forEach(i -> assertEquals(first, migrator().migrate(example)));
        }
    }

    @Test
    void takesAStateOfWhichNothingIsWritten() {
        assertNotNull(migrator().migrate(StateValues.EMPTY), "the result for an empty state");
    }

    @Test
    void keepsCallsOfToolsThatWaitForTheirAnswers() {
        ToolCall call = new ToolCall("call-1", "tool", "{}");
        for (StateValues example : examples()) {
            List<Message> messages = new ArrayList<>(example.messages());
            messages.add(Message.assistant("contract-1", "", List.of(call)));
            StateValues result = migrator().migrate(new StateValues(messages, example.other()));
            assertEquals(List.of(call), calls(result), "the calls of the last message");
        }
    }

    private static List<ToolCall> calls(StateValues values) {
        Optional<Message> last =
                values.messages().stream()
                        .filter(message -> message.role() == Role.ASSISTANT)
                        .reduce((earlier, later) -> later);
        return last.map(Message::toolCalls).orElse(List.of());
    }
}
