package io.demijohn.runtime.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the records make of a run that waited for a bundle before it began. */
final class OpenRunTest {

    private static final String THREAD = "01a20894-0000-4000-8000-000000000001";
    private static final String RUN = PlaceId.of(1, 2, THREAD);

    private static RunOrder order() {
        return new RunOrder(
                RUN,
                THREAD,
                "assistant",
                "agent",
                1,
                false,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                MultitaskStrategy.REJECT,
                false,
                false,
                false,
                Map.of(),
                Instant.EPOCH,
                new RunHandling(
                        RunPriority.NORMAL, Optional.empty(), Duration.ZERO, Optional.empty(), 0));
    }

    private static ThreadState after(Fact... facts) {
        ThreadState state = ThreadState.blank(THREAD);
        for (int i = 0; i < facts.length; i++) {
            state = Fold.apply(state, i + 1, facts[i]);
        }
        return state;
    }

    @Test
    void oneThatBeginsDoesNotWaitAnyMore() {
        Fact admitted = new Fact.Admitted(1, order(), Optional.empty());
        Fact parking = new Fact.Parking(2, RUN, "a migrator");
        Fact started = new Fact.Started(3, RUN, 1, Optional.empty(), 1, Map.of(), false);
        assertThat(after(admitted, parking).open(RUN).orElseThrow().parked()).isPresent();
        assertThat(after(admitted, parking, started).open(RUN).orElseThrow().parked()).isEmpty();
    }
}
