package io.demijohn.runtime.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.RunPriority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Fairness, quotas and refusals, on a clock that stands still until it is moved. */
final class OrchestratorTest {

    private final FakeClock clock = new FakeClock();
    private final List<Ticket> started = new ArrayList<>();

    private static QueueBounds bounds(int active, int queued, Map<String, TenantBounds> tenants) {
        return new QueueBounds(
                active,
                queued,
                new TenantBounds(1, active, queued),
                tenants,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                1_000_000,
                1_000_000,
                Duration.ofSeconds(15));
    }

    private Orchestrator orchestrator(QueueBounds bounds) {
        return new Orchestrator(
                bounds, clock, new LogPressure(clock, bounds.slowLog()), started::add, () -> 0.0);
    }

    private Ticket open(Orchestrator all, String tenant, RunPriority priority, int number) {
        Ticket ticket = all.admit(tenant, priority, true);
        all.name(ticket, tenant + number, "thread", "agent");
        all.enter(ticket, priority, false);
        return ticket;
    }

    private void flood(Orchestrator all, String tenant, int runs) {
        for (int i = 0; i < runs; i++) {
            open(all, tenant, RunPriority.NORMAL, i);
        }
    }

    /** Ends the run and says who came in its place. */
    private List<String> end(Orchestrator all, Ticket ticket) {
        int before = started.size();
        all.leave(ticket);
        List<Ticket> next = List.copyOf(started.subList(before, started.size()));
        next.forEach(all::claimed);
        return next.stream().map(Ticket::tenant).toList();
    }

    @Property(tries = 200)
    void aSingleRunWaitsForOneStartOfEachOtherTenantAtMost(
            @ForAll @IntRange(min = 1, max = 8) int tenants,
            @ForAll @IntRange(min = 1, max = 300) int flood,
            @ForAll @IntRange(min = 1, max = 10) int slots,
            @ForAll @IntRange(min = 0, max = 200) int earlier,
            @ForAll long seed) {
        started.clear();
        Orchestrator all = orchestrator(bounds(slots, 100_000, Map.of()));
        for (int i = 0; i < tenants; i++) {
            flood(all, "t" + i, flood + slots);
        }
        Random random = new Random(seed);
        List<Ticket> active = active(all);
        for (int i = 0; i < earlier && !active.isEmpty(); i++) {
            end(all, active.remove(random.nextInt(active.size())));
            active = active(all);
        }
        Ticket single = open(all, "single", RunPriority.LOW, 0);
        int starts = 0;
        while (!single.hasSlot()) {
            List<Ticket> now = active(all);
            starts += end(all, now.get(random.nextInt(now.size()))).size();
        }
        assertThat(starts).isLessThanOrEqualTo(tenants + 1);
    }

    private static List<Ticket> active(Orchestrator all) {
        return new ArrayList<>(all.all().stream().filter(Ticket::hasSlot).toList());
    }

    @Property(tries = 50)
    void startsAreAsTheWeightsSay(
            @ForAll @IntRange(min = 1, max = 10) int weight,
            @ForAll @IntRange(min = 1, max = 20) int slots,
            @ForAll long seed) {
        started.clear();
        Orchestrator all =
                orchestrator(
                        bounds(
                                slots,
                                100_000,
                                Map.of("heavy", new TenantBounds(weight, slots, 100_000))));
        flood(all, "light", 1_000 + slots);
        flood(all, "heavy", 1_000 * weight);
        Map<String, Integer> counts = new HashMap<>();
        Random random = new Random(seed);
        List<Ticket> active = active(all);
        int rounds = 50 * (weight + 1);
        for (int i = 0; i < rounds; i++) {
            all.leave(active.remove(random.nextInt(active.size())));
            Ticket next = started.get(started.size() - 1);
            all.claimed(next);
            active.add(next);
            if (i >= slots) {
                counts.merge(next.tenant(), 1, Integer::sum);
            }
        }
        double share = (double) counts.get("heavy") / (rounds - slots);
        double expected = (double) weight / (weight + 1);
        assertThat(share).isCloseTo(expected, within(0.15));
    }

    @Test
    void priorityGoesFirstAndAgeGoesBeforeIt() {
        Orchestrator all = orchestrator(bounds(1, 100, Map.of()));
        Ticket running = open(all, "t", RunPriority.NORMAL, 0);
        Ticket low = open(all, "t", RunPriority.LOW, 1);
        Ticket normal = open(all, "t", RunPriority.NORMAL, 2);
        Ticket high = open(all, "t", RunPriority.HIGH, 3);
        end(all, running);
        assertThat(high.hasSlot()).isTrue();
        clock.move(Duration.ofSeconds(31));
        Ticket late = open(all, "t", RunPriority.NORMAL, 4);
        end(all, high);
        assertThat(normal.hasSlot()).isTrue();
        end(all, normal);
        assertThat(low.hasSlot()).isTrue();
        assertThat(late.hasSlot()).isFalse();
    }

    @Property(tries = 100)
    void nothingStarves(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int slots) {
        started.clear();
        Orchestrator all = orchestrator(bounds(slots, 100_000, Map.of()));
        Random random = new Random(seed);
        flood(all, "t", slots);
        Ticket low = open(all, "t", RunPriority.LOW, 1_000_000);
        for (int second = 0; !low.hasSlot(); second++) {
            assertThat(second).isLessThan(70 + 2 * slots);
            clock.move(Duration.ofSeconds(1));
            open(all, "t", RunPriority.HIGH, 1_000 + second);
            List<Ticket> active = active(all);
            end(all, active.get(random.nextInt(active.size())));
        }
    }

    @Test
    void whatHadBegunGoesFirst() {
        Orchestrator all = orchestrator(bounds(1, 100, Map.of()));
        Ticket waiting = all.stored("t", "1", "a", "agent");
        Ticket begun = all.stored("u", "2", "b", "agent");
        all.restore(waiting, RunPriority.HIGH, false, Duration.ofHours(1));
        all.restore(begun, RunPriority.LOW, true, Duration.ZERO);
        all.serve();
        assertThat(started).containsExactly(begun);
    }

    @Test
    void aRestartIsAClaimAndNotAStampede() {
        Orchestrator all = orchestrator(bounds(10_000, 100_000, Map.of()));
        for (int i = 0; i < 10_000; i++) {
            Ticket stored = all.stored("t", "run" + i, "thread" + i, "agent");
            all.restore(stored, RunPriority.NORMAL, i < 5_000, Duration.ZERO);
        }
        all.serve();
        assertThat(started).hasSize(Orchestrator.CLAIMS);
        for (int i = 0; i < started.size(); i++) {
            all.claimed(started.get(i));
        }
        assertThat(started).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(started.subList(0, 5_000))
                .allMatch(ticket -> Integer.parseInt(ticket.runId().substring(3)) < 5_000);
    }

    @Test
    void noTenantHasMoreThanItsShareHoweverManyAsk() throws InterruptedException {
        Orchestrator all =
                orchestrator(bounds(100, 1_000, Map.of("t", new TenantBounds(1, 7, 13))));
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 400; i++) {
            int number = i;
            threads.execute(() -> ask(all, go, number, accepted, refused));
        }
        go.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(accepted).hasValue(20);
        assertThat(refused).hasValue(380);
        var tenant = all.snapshot(Optional.of("t"), 100).tenants().get(0);
        assertThat(tenant.active()).isEqualTo(7);
        assertThat(tenant.queued()).isEqualTo(13);
    }

    private void ask(
            Orchestrator all,
            CountDownLatch go,
            int number,
            AtomicInteger accepted,
            AtomicInteger refused) {
        try {
            go.await();
            open(all, "t", RunPriority.NORMAL, number);
            accepted.incrementAndGet();
        } catch (AgentException e) {
            refused.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void everyStageIsLeftWithoutATrace() {
        Orchestrator all = orchestrator(bounds(1, 100, Map.of()));
        Ticket active = open(all, "t", RunPriority.NORMAL, 0);
        Ticket queued = open(all, "t", RunPriority.NORMAL, 1);
        Ticket behind = all.admit("t", RunPriority.NORMAL, true);
        all.behind(behind, false);
        Ticket delayed = all.admit("t", RunPriority.NORMAL, false);
        all.behind(delayed, true);
        Ticket admitting = all.admit("t", RunPriority.NORMAL, true);
        for (Ticket ticket : List.of(queued, behind, delayed, admitting, active, active)) {
            all.leave(ticket);
        }
        var empty = all.snapshot(Optional.empty(), 10);
        assertThat(empty.active() + empty.queued()).isZero();
        assertThat(empty.tenants()).isEmpty();
        assertThat(started).isEmpty();
        assertThat(open(all, "t", RunPriority.NORMAL, 5).hasSlot()).isTrue();
    }

    @Test
    void whoComesBackWhenToldIsAccepted() {
        Orchestrator all = orchestrator(bounds(10, 100, Map.of()));
        int number = 0;
        for (; number < 100; number++) {
            open(all, "t", RunPriority.NORMAL, number);
        }
        Map<Long, Integer> comingBack = new HashMap<>();
        int acceptedLate = 0;
        int refusedAgain = 0;
        long second = 0;
        for (int warm = 0; warm < 20; warm++) { // ten runs end each second; as many come
            tick(all, 10);
            for (int i = 0; i < 10; i++) {
                open(all, "t", RunPriority.NORMAL, number++);
            }
        }
        for (int i = 0; i < 200; i++) {
            comingBack.merge(wait(all), 1, Integer::sum);
        }
        while (second < 40) {
            second++;
            tick(all, 10);
            for (int i = comingBack.getOrDefault(second, 0); i > 0; i--) {
                try {
                    open(all, "t", RunPriority.NORMAL, number++);
                    acceptedLate++;
                } catch (AgentException e) {
                    refusedAgain++;
                }
            }
        }
        assertThat(acceptedLate + refusedAgain).isEqualTo(200);
        assertThat(refusedAgain).isLessThanOrEqualTo(20); // and not 190 of them
    }

    private void tick(Orchestrator all, int ends) {
        clock.move(Duration.ofSeconds(1));
        active(all).stream().limit(ends).forEach(ticket -> end(all, ticket));
    }

    private static long wait(Orchestrator all) {
        try {
            all.admit("t", RunPriority.NORMAL, true);
            throw new AssertionError("there was room");
        } catch (AgentException e) {
            return e.retryAfter().orElseThrow().plusMillis(999).toSeconds();
        }
    }

    @Test
    void aSlowLogIsHeardAtTheDoorByLowPrioritiesFirst() {
        LogPressure log = new LogPressure(clock, Duration.ofSeconds(2));
        assertThat(log.refusal(RunPriority.LOW)).isEmpty();
        log.begun();
        clock.move(Duration.ofMillis(600));
        assertThat(log.refusal(RunPriority.LOW)).isPresent();
        assertThat(log.refusal(RunPriority.NORMAL)).isEmpty();
        clock.move(Duration.ofSeconds(2));
        assertThat(log.refusal(RunPriority.NORMAL)).contains(Duration.ofMillis(2_600));
        assertThat(log.refusal(RunPriority.HIGH)).isEmpty();
        clock.move(Duration.ofSeconds(2));
        assertThat(log.refusal(RunPriority.HIGH)).isPresent();
        log.ended(Duration.ofMillis(4_600).toNanos());
        assertThat(log.refusal(RunPriority.LOW)).isEmpty();
    }

    @Test
    void aLogThatSaysSoIsLeftAloneWhileItWorks() {
        LogPressure log = new LogPressure(clock, Duration.ofSeconds(2));
        log.begun();
        log.overloaded(Duration.ofSeconds(7));
        assertThat(log.refusal(RunPriority.NORMAL)).contains(Duration.ofSeconds(7));
        assertThat(log.refusal(RunPriority.HIGH)).isEmpty();
        log.ended(1);
        assertThat(log.refusal(RunPriority.NORMAL)).isEmpty();
    }

    @Test
    void whatRunsHoldInMemoryIsBoundedAndComesFreeWithThem() {
        Orchestrator all = orchestrator(bounds(10, 10, Map.of()));
        Ticket large = open(all, "t", RunPriority.NORMAL, 0);
        assertThat(all.heap().take(large, 500_000)).isTrue(); // one alone always fits
        Ticket second = open(all, "t", RunPriority.NORMAL, 1);
        assertThat(all.heap().take(second, 0)).isFalse();
        all.leave(large);
        assertThat(all.heap().take(second, 50_000)).isTrue();
        Ticket third = open(all, "t", RunPriority.NORMAL, 2);
        assertThat(all.heap().take(third, 50_000)).isFalse();
        all.heap().release(second);
        assertThat(all.heap().take(third, 50_000)).isTrue();
    }

    @Test
    void aRefusalSaysWhoseFaultItIs() {
        Orchestrator all = orchestrator(bounds(1, 10, Map.of("small", new TenantBounds(1, 1, 1))));
        open(all, "small", RunPriority.NORMAL, 0);
        open(all, "small", RunPriority.NORMAL, 1);
        assertThatThrownBy(() -> open(all, "small", RunPriority.HIGH, 2))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.QUOTA));
    }
}
