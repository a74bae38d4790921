package io.demijohn.runtime.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Some slots stay free for tenants that have little, whatever the others want. */
final class ReserveTest {

    private static final int SLOTS = 100;
    private static final int RESERVE = 10;

    private final FakeClock clock = new FakeClock();
    private final List<Ticket> started = new ArrayList<>();

    private Orchestrator orchestrator(int ofOne, Map<String, TenantBounds> tenants) {
        QueueBounds bounds =
                new QueueBounds(
                        SLOTS,
                        100_000,
                        new TenantBounds(1, ofOne, 100_000),
                        tenants,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        1_000_000,
                        1_000_000,
                        Duration.ofSeconds(15));
        return new Orchestrator(
                bounds, clock, new LogPressure(clock, bounds.slowLog()), started::add, () -> 0.0);
    }

    private static Ticket open(Orchestrator all, String tenant, int number) {
        Ticket ticket = all.admit(tenant, RunPriority.NORMAL, true);
        all.name(ticket, tenant + number, "thread", "agent");
        all.enter(ticket, RunPriority.NORMAL, false);
        return ticket;
    }

    private static void flood(Orchestrator all, String tenant) {
        for (int i = 0; i < 10 * SLOTS; i++) {
            open(all, tenant, i);
        }
    }

    private static List<Ticket> active(Orchestrator all, String begin) {
        return all.all().stream()
                .filter(ticket -> ticket.hasSlot() && ticket.tenant().startsWith(begin))
                .toList();
    }

    private void end(Orchestrator all, Ticket ticket) {
        started.clear();
        all.leave(ticket);
        List.copyOf(started).forEach(all::claimed);
    }

    /** Each has come while those before it had all, and has got its share from what they ended. */
    private Orchestrator flooded(int floods, Random random) {
        Orchestrator all = orchestrator(SLOTS - RESERVE, Map.of());
        for (int i = 0; i < floods; i++) {
            flood(all, "flood" + i);
        }
        for (int i = 0; i < 5 * SLOTS; i++) {
            endOne(all, random);
        }
        return all;
    }

    private void endOne(Orchestrator all, Random random) {
        List<Ticket> others = active(all, "flood");
        end(all, others.get(random.nextInt(others.size())));
    }

    @Property(tries = 50)
    void aSingleRunDoesNotWaitUntilItsTenantHasItsShare(
            @ForAll @IntRange(min = 1, max = 8) int floods, @ForAll long seed) {
        Random random = new Random(seed);
        Orchestrator all = flooded(floods, random);
        int share = (SLOTS - RESERVE) / (floods + 1);
        for (int i = 0; i < share; i++) {
            assertThat(open(all, "single", i).hasSlot()).as("run %d", i).isTrue();
            endOne(all, random);
        }
        assertThat(all.active()).isBetween(SLOTS - RESERVE - floods, SLOTS);
    }

    @Property(tries = 50)
    void asManyAsAreReservedMayComeAtOnce(
            @ForAll @IntRange(min = 1, max = 8) int floods, @ForAll long seed) {
        Random random = new Random(seed);
        Orchestrator all = flooded(floods, random);
        int burst = RESERVE - floods; // each flood's share is rounded up
        for (int i = 0; i < burst; i++) {
            assertThat(open(all, "single", i).hasSlot()).as("run %d", i).isTrue();
        }
    }

    @Test
    void oneTenantAloneHasAllThatIsNotReserved() {
        Orchestrator all = orchestrator(SLOTS - RESERVE, Map.of());
        flood(all, "flood");
        assertThat(all.active()).isEqualTo(SLOTS - RESERVE);
        for (int i = 0; i < 3 * SLOTS; i++) {
            end(all, active(all, "flood").get(0));
            assertThat(all.active()).isEqualTo(SLOTS - RESERVE);
        }
    }

    @Test
    void nothingIsReservedWhereATenantMayHaveAll() {
        Orchestrator all = orchestrator(SLOTS, Map.of());
        flood(all, "flood");
        assertThat(all.active()).isEqualTo(SLOTS);
    }

    @Test
    void aSmallBoundForEachTenantReservesATenthAtMost() {
        Orchestrator all = orchestrator(30, Map.of());
        for (int i = 0; i < 3; i++) {
            flood(all, "flood" + i);
        }
        assertThat(all.active()).isEqualTo(90);
        flood(all, "another");
        assertThat(active(all, "another")).hasSizeGreaterThanOrEqualTo(RESERVE);
        for (int i = 0; i < 10 * SLOTS; i++) {
            end(all, active(all, "flood").get(0));
        }
        assertThat(active(all, "another")).hasSizeBetween(22, 30);
    }

    @Test
    void aTenantOfItsOwnBoundLeavesTheReserveToo() {
        Orchestrator all =
                orchestrator(SLOTS - RESERVE, Map.of("large", new TenantBounds(9, 100, 100_000)));
        flood(all, "large");
        assertThat(all.active()).isEqualTo(SLOTS - RESERVE);
        assertThat(open(all, "single", 0).hasSlot()).isTrue();
    }
}
