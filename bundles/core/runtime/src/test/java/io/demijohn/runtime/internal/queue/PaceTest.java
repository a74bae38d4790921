package io.demijohn.runtime.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A tenant of which many runs wait is taken in at a pace; nobody else is. */
final class PaceTest {

    private static final int SLOTS = 10;
    private static final int A_SECOND = 100;

    private final FakeClock clock = new FakeClock();
    private final Orchestrator all =
            new Orchestrator(
                    new QueueBounds(
                            SLOTS,
                            100_000,
                            new TenantBounds(1, SLOTS, 100_000),
                            Map.of(),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(2),
                            1_000_000,
                            A_SECOND,
                            Duration.ofSeconds(15)),
                    clock,
                    new LogPressure(clock, Duration.ofSeconds(2)),
                    ticket -> {},
                    () -> 0.0);
    private int opened;

    private Duration open(String tenant) {
        Ticket ticket = all.admit(tenant, RunPriority.NORMAL, true);
        all.name(ticket, "run" + opened++, "thread", "agent");
        all.enter(ticket, RunPriority.NORMAL, false);
        return ticket.pause();
    }

    private void fill() {
        for (int i = 0; i < SLOTS + SLOTS + 1; i++) {
            assertThat(open("flood")).isZero();
        }
    }

    @Test
    void whatIsMoreThanARoundComesInOneByOne() {
        fill();
        for (int i = 0; i <= A_SECOND; i++) {
            assertThat(open("flood"))
                    .isEqualTo(Duration.ofSeconds(1).dividedBy(A_SECOND).multipliedBy(i));
        }
    }

    @Test
    void whoWouldWaitForMoreThanASecondIsRefusedAndTakesNoPlace() {
        fill();
        for (int i = 0; i <= A_SECOND; i++) {
            open("flood");
        }
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> open("flood"))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            refused -> {
                                assertThat(refused.kind()).isEqualTo(AgentException.Kind.QUOTA);
                                assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));
                            })
                    .hasMessageContaining("tenant.intake.per.second");
        }
        clock.move(Duration.ofSeconds(1));
        assertThat(open("flood")).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void anotherTenantIsNotPaced() {
        fill();
        for (int i = 0; i <= A_SECOND; i++) {
            open("flood");
        }
        assertThat(open("other")).isZero();
    }
}
