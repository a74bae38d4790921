package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is stored once, what is given up, and what readers of it are told. */
final class HistoryTest {

    private static final int LARGE = 100_000;
    private static final int MIDDLE = 20_000;

    private final AtomicLong ahead = new AtomicLong();
    private final TickClock clock =
            new TickClock() {
                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public Instant instant() {
                    return Instant.now().plusMillis(ahead.get());
                }
            };

    private Rig rig(ScriptedRouter router) {
        return new Rig(
                new MemoryStore(),
                router,
                Map.of("history_days", 1.0),
                clock,
                ScriptedTool.quick("a"));
    }

    private void passDays(int days) {
        ahead.addAndGet(Duration.ofDays(days).toMillis());
    }

    private static ScriptedRouter echo() {
        return new ScriptedRouter(request -> Answer.text("ok"));
    }

    private static Head head(Rig rig, String thread) {
        return rig.store.head(new JournalKey(Rig.TENANT, "thread", thread)).orElseThrow();
    }

    private static String text(char letter, int length) {
        return String.valueOf(letter).repeat(length);
    }

    @Test
    void longTextsAreStoredOnce() {
        try (Rig rig = rig(echo())) {
            String thread = rig.thread().id();
            for (int turn = 0; turn < 20; turn++) {
                rig.turn(thread, text((char) ('a' + turn), LARGE));
            }
            assertThat(rig.store.bytes()).isBetween(20L * LARGE, 20L * LARGE + 200_000);
            Checkpoint state = rig.state(thread);
            try (Rig next = rig.restart()) {
                assertThat(next.state(thread)).isEqualTo(state);
                assertThat(next.history(thread)).hasSize(60);
                next.turn(thread, text('a', LARGE));
                assertThat(next.store.bytes()).isLessThan(20L * LARGE + 210_000);
            }
        }
    }

    /** A snapshot names them; only the first record that does carries them. */
    @Test
    void longTextsAreCarriedOnce() {
        AtomicLong carried = new AtomicLong();
        try (Rig rig = rig(echo())) {
            rig.store.refuse(append -> count(append, carried));
            String thread = rig.thread().id();
            rig.turn(thread, text('l', LARGE));
            use(rig, thread, 20);
            assertThat(snapshots(rig, thread)).isPositive();
            assertThat(carried.get()).isOne();
            try (Rig next = rig.restart()) {
                next.store.refuse(append -> count(append, carried));
                use(next, thread, 30);
                assertThat(snapshots(next, thread)).isGreaterThan(1);
                assertThat(carried.get()).isOne();
            }
        }
    }

    private static Optional<CheckpointException> count(Append append, AtomicLong carried) {
        carried.addAndGet(append.blobs().size());
        return Optional.empty();
    }

    private static long snapshots(Rig rig, String thread) {
        return rig.store.all(new JournalKey(Rig.TENANT, "thread", thread)).stream()
                .filter(record -> record.type() == RecordType.SNAPSHOT)
                .count();
    }

    @Test
    void aThreadInUseGivesUpItsOldHistory() {
        try (Rig rig = rig(echo())) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, text('f', MIDDLE));
            Checkpoint old = rig.join(first).state();
            use(rig, thread, 10);
            assertThat(head(rig, thread).floor()).isOne();
            passDays(2);
            use(rig, thread, 30);

            assertThat(head(rig, thread).floor()).isGreaterThan(1);
            assertThat(rig.state(thread).values().messages()).hasSize(82);
            assertGone(() -> at(rig, thread, old));
            assertThat(rig.history(thread)).isNotEmpty().doesNotContain(old);
            try (Rig next = rig.restart()) {
                assertThat(next.state(thread).values().messages()).hasSize(82);
                assertThat(next.runs.find(Rig.TENANT, first.id())).isEmpty();
                assertGone(() -> at(next, thread, old));
                next.turn(thread, "and on");
            }
        }
    }

    private static void use(Rig rig, String thread, int turns) {
        for (int turn = 0; turn < turns; turn++) {
            rig.turn(thread, text('u', MIDDLE));
        }
    }

    private static Checkpoint at(Rig rig, String thread, Checkpoint checkpoint) {
        return rig.threads.state(Rig.TENANT, thread, Optional.of(checkpoint.checkpointId()));
    }

    private static void assertGone(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.NOT_FOUND));
    }

    @Test
    void anIdleThreadKeepsItsStateAndNothingElse() {
        try (Rig rig = rig(echo())) {
            String idle = rig.thread().id();
            rig.turn(idle, "one");
            Checkpoint standing = rig.turn(idle, "two").state();
            passDays(2);
            String used = rig.thread().id();
            rig.turn(used, "today");
            Rig.await(rig.runtime.desk().forgetHistory());
            Rig.await(rig.runtime.desk().forgetHistory()); // nothing is left to do

            Head head = head(rig, idle);
            assertThat(head.floor()).isEqualTo(head.sequence());
            assertThat(head(rig, used).floor()).isOne();
            assertThat(rig.state(idle)).isEqualTo(standing);
            try (Rig next = rig.restart()) {
                assertThat(next.state(idle)).isEqualTo(standing);
                assertThat(TurnTest.texts(next.turn(idle, "three").state()))
                        .containsExactly("one", "ok", "two", "ok", "three", "ok");
            }
        }
    }

    @Test
    void aReaderOfARunWhoseBeginningIsGoneIsToldSo() {
        AtomicLong steps = new AtomicLong();
        ScriptedRouter router =
                new ScriptedRouter(
                        request ->
                                steps.incrementAndGet() % 8 == 0
                                        ? Answer.text(text('z', MIDDLE))
                                        : Answer.calls(
                                                text('s', MIDDLE),
                                                new ToolCall("c" + steps.get(), "a", "{\"n\":1}")));
        try (Rig rig = rig(router)) {
            String thread = rig.thread().id();
            Run run = rig.start(thread, "long");
            rig.join(run);
            List<RunEvent> whole = Reader.all(rig, run.id());
            passDays(2);
            router.script(request -> Answer.text("ok"));
            use(rig, thread, 30);
            long floor = head(rig, thread).floor();
            assertThat(floor).isGreaterThan(1);
            try (Rig next = rig.restart()) {
                List<RunEvent> rest = Reader.all(next, run.id());
                assertThat(rest.get(0)).isInstanceOf(RunEvent.Gap.class);
                assertThat(rest.get(1)).isInstanceOf(RunEvent.StateChanged.class);
                assertThat(rest.size()).isBetween(5, whole.size());
                assertThat(whole).endsWith(rest.subList(2, rest.size()).toArray(RunEvent[]::new));
                assertThat(rest).isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()));
                assertThat(next.runs.find(Rig.TENANT, run.id())).isPresent();
                assertThat(Reader.of(next, run.id(), Optional.of(last(whole))).untilEnd())
                        .hasSize(1);
            }
        }
    }

    private static io.demijohn.agent.EventId last(List<RunEvent> events) {
        return events.get(events.size() - 1).id();
    }

    @Test
    void aCopyOfAThreadWithoutItsBeginningHasTheStateOnly() {
        try (Rig rig = rig(echo())) {
            String thread = rig.thread().id();
            rig.turn(thread, "one");
            passDays(2);
            Rig.await(rig.runtime.desk().forgetHistory());
            Checkpoint two = rig.turn(thread, "two").state();
            rig.turn(thread, "three");
            AgentThread copy =
                    Rig.await(
                            rig.threads.copy(Rig.TENANT, thread, Optional.of(two.checkpointId())));
            assertThat(TurnTest.texts(rig.state(copy.id())))
                    .containsExactly("one", "ok", "two", "ok");
            assertThat(TurnTest.texts(rig.turn(copy.id(), "four").state())).hasSize(6);
            assertThat(
                            rig.runs
                                    .list(
                                            Rig.TENANT,
                                            Optional.of(copy.id()),
                                            io.demijohn.agent.Search.ALL)
                                    .items())
                    .hasSize(1);
        }
    }

    @Test
    void theHistoryKeepsWhereAWaitingRunIsToBegin() {
        AtomicLong steps = new AtomicLong();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedRouter router = echo();
        try (Rig rig = rig(router)) {
            String thread = rig.thread().id();
            Checkpoint old = rig.turn(thread, text('f', MIDDLE)).state();
            use(rig, thread, 10);
            passDays(2);
            router.script(
                    request ->
                            (steps.incrementAndGet() == 20
                                            ? Answer.text("done")
                                            : Answer.calls(
                                                    text('s', 5 * MIDDLE / 4),
                                                    new ToolCall(
                                                            "c" + steps.get(), "a", "{\"n\":1}")))
                                    .before(gate));
            Run active = rig.start(thread, "long");
            Run waiting =
                    Rig.ask(thread)
                            .say("from there")
                            .from(old.checkpointId())
                            .multitask(MultitaskStrategy.ENQUEUE)
                            .start(rig);
            gate.complete(null);
            rig.join(active);
            router.script(request -> Answer.text("ok"));
            assertThat(rig.join(waiting).run().status()).isEqualTo(RunStatus.SUCCESS);
        }
    }

    private static void describe(Rig rig, String thread, long snapshots) {
        for (int times = 0; snapshots(rig, thread) < snapshots && times < 100; times++) {
            Rig.await(rig.threads.update(Rig.TENANT, thread, Map.of("note", text('n', 7_000))));
        }
        assertThat(snapshots(rig, thread)).isEqualTo(snapshots);
    }

    @Test
    void theHistoryKeepsTheRunThatAsksWhatBecameOfACall() {
        ScriptedTool doubtful =
                new ScriptedTool(
                        "b",
                        SideEffect.EFFECTFUL,
                        Duration.ofSeconds(30),
                        (call, context) ->
                                CompletableFuture.failedFuture(
                                        new ToolException(
                                                ToolException.Kind.OUTCOME_UNKNOWN, "scripted")));
        try (Rig rig = rig(ToolTest.calling(new ToolCall("c", "b", "{\"n\":1}")))) {
            rig.addTool(doubtful);
            String thread = rig.thread().id();
            rig.turn(thread, "go");
            assertThat(rig.runtime.desk().inQuestion()).isEqualTo(1);
            describe(rig, thread, 1);
            passDays(2);
            describe(rig, thread, 3);
            Run next =
                    Rig.await(
                                    rig.runs.resolve(
                                            Rig.TENANT,
                                            thread,
                                            Optional.empty(),
                                            Resolution.done("it rained", "ann")))
                            .next()
                            .orElseThrow();
            assertThat(rig.join(next).run().status()).isEqualTo(RunStatus.SUCCESS);
        }
    }
}
