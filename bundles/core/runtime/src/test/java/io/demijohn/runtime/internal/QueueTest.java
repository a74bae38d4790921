package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunQueue.Snapshot;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs that wait for a slot, for their time or for their thread: in the runtime, over a store. */
final class QueueTest {

    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private Rig rig(Map<String, Object> config) {
        return new Rig(
                new MemoryStore(),
                new ScriptedRouter(request -> Answer.text("ok").before(gate)),
                config);
    }

    private static RunRequest alone(String text, RunPriority priority, Duration delay) {
        return Rig.ask(null)
                .say(text)
                .request()
                .with(new RunHandling(priority, Optional.empty(), delay, Optional.empty(), 0));
    }

    private static Run start(Rig rig, String tenant, RunPriority priority) {
        return Rig.await(rig.runs.start(tenant, alone("hi", priority, Duration.ZERO)));
    }

    private static Snapshot queue(Rig rig) {
        return rig.runtime.desk().orchestrator().snapshot(Optional.empty(), 10);
    }

    @Test
    void whatHasNoSlotWaitsAndStartsWhenOneIsFree() {
        try (Rig rig = rig(Map.of("active_runs", 1))) {
            Run first = start(rig, "default", RunPriority.NORMAL);
            Run second = start(rig, "default", RunPriority.NORMAL);
            assertThat(queue(rig).active()).isOne();
            assertThat(queue(rig).queued()).isOne();
            assertThat(queue(rig).first()).extracting("runId").containsExactly(second.id());
            assertThat(rig.runs.find("default", second.id()).orElseThrow().status())
                    .isEqualTo(RunStatus.PENDING);
            assertThat(rig.router.requests()).hasSizeLessThanOrEqualTo(1);
            gate.complete(null);
            assertThat(rig.join(first).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(rig.join(second).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.state(second.threadId()))).containsExactly("hi", "ok");
            Rig.until(() -> queue(rig).active() == 0 && queue(rig).tenants().isEmpty());
        }
    }

    @Test
    void aRunThatWaitsIsCancelledLikeAnyOther() {
        try (Rig rig = rig(Map.of("active_runs", 1, "idle_threads_in_memory", 0))) {
            start(rig, "default", RunPriority.NORMAL);
            List<Run> waiting = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                waiting.add(start(rig, "default", RunPriority.NORMAL));
            }
            for (Run run : waiting) {
                Run gone = Rig.await(rig.runs.cancel("default", run.id(), CancelAction.INTERRUPT));
                assertThat(gone.status()).isEqualTo(RunStatus.INTERRUPTED);
            }
            assertThat(queue(rig).queued()).isZero();
            assertThat(queue(rig).active()).isOne();
        }
    }

    @Test
    void whoBeginsToListenWhileTheRunLeavesMemoryHearsItAll() {
        try (Rig rig = rig(Map.of("active_runs", 1, "idle_threads_in_memory", 0))) {
            start(rig, "default", RunPriority.NORMAL);
            Run waiting = start(rig, "default", RunPriority.NORMAL);
            Flow.Publisher<RunEvent> events =
                    rig.runs.events("default", waiting.id(), Optional.empty());
            many(rig, "default", 100);
            Reader reader = Reader.of(events);
            gate.complete(null);
            List<RunEvent> heard = reader.untilEnd();
            assertThat(heard.get(heard.size() - 1)).isInstanceOf(RunEvent.Ended.class);
            assertThat(heard).isEqualTo(Reader.all(rig, waiting.id()));
        }
    }

    @Test
    void whatWaitsOnItsThreadIsNotInTheQueueBeforeItsTurn() {
        try (Rig rig = rig(Map.of("active_runs", 2))) {
            String thread = rig.thread().id();
            Run first = rig.start(thread, "1");
            Run second = Rig.ask(thread).say("2").multitask(MultitaskStrategy.ENQUEUE).start(rig);
            assertThat(queue(rig).active()).isOne();
            assertThat(queue(rig).behindThread()).isOne();
            assertThat(queue(rig).first()).isEmpty();
            gate.complete(null);
            rig.join(first);
            rig.join(second);
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("1", "ok", "2", "ok");
        }
    }

    @Test
    void aFullQueueRefusesLowFirstAndSaysWhenToComeAgain() {
        try (Rig rig = rig(Map.of("active_runs", 1, "queue_runs", 10, "tenant_queued_runs", 10))) {
            start(rig, "default", RunPriority.NORMAL);
            accepted(rig, RunPriority.LOW, 5);
            refused(rig, "default", RunPriority.LOW, AgentException.Kind.OVERLOADED);
            accepted(rig, RunPriority.NORMAL, 4);
            refused(rig, "default", RunPriority.NORMAL, AgentException.Kind.OVERLOADED);
            accepted(rig, RunPriority.HIGH, 1);
            refused(rig, "other", RunPriority.HIGH, AgentException.Kind.OVERLOADED);
            refused(rig, "default", RunPriority.HIGH, AgentException.Kind.QUOTA);
            assertThat(queue(rig).queued()).isEqualTo(10);
        }
    }

    private static void accepted(Rig rig, RunPriority priority, int count) {
        for (int i = 0; i < count; i++) {
            start(rig, "default", priority);
        }
    }

    private static void refused(
            Rig rig, String tenant, RunPriority priority, AgentException.Kind kind) {
        long asked = rig.store.asked();
        assertThatThrownBy(() -> start(rig, tenant, priority))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(kind);
                            assertThat(e.retryAfter().orElseThrow())
                                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
                        });
        assertThat(rig.store.asked()).isEqualTo(asked);
    }

    @Test
    void aRestartGoesOnWithWhatHadBegunFirstAndThenInOrder() {
        Rig old = rig(Map.of("active_runs", 1, "tenant_active_runs", 1));
        Run begun = start(old, "default", RunPriority.LOW);
        List<Run> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(start(old, "default", RunPriority.NORMAL));
        }
        Rig.until(() -> !old.router.requests().isEmpty());
        try (Rig rig = old.restart()) {
            Rig.until(() -> queue(rig).active() == 1);
            assertThat(queue(rig).queued()).isEqualTo(20);
            assertThat(queue(rig).first().stream().map(next -> createdAt(rig, next.runId())))
                    .hasSize(10)
                    .isSorted();
            gate.complete(null);
            assertThat(rig.join(begun).run().status()).isEqualTo(RunStatus.SUCCESS);
            for (Run run : waiting) {
                assertThat(rig.join(run).run().status()).isEqualTo(RunStatus.SUCCESS);
            }
        }
    }

    @Test
    void aRestartWithTenThousandWaitingForgetsNobody() {
        Rig old = rig(Map.of("active_runs", 50, "tenant_intake_per_second", 1_000_000));
        List<Run> runs = new ArrayList<>();
        while (runs.size() < 10_000) {
            String tenant = runs.size() % 1_000 == 0 ? "other" : "default";
            runs.addAll(many(old, tenant, 100));
        }
        assertThat(queue(old).active() + queue(old).queued()).isEqualTo(10_000);
        try (Rig rig = old.restart()) {
            assertThat(queue(rig).active()).isEqualTo(50);
            assertThat(queue(rig).queued()).isEqualTo(9_950);
            gate.complete(null);
            Rig.until(() -> rig.runtime.desk().orchestrator().open() == 0);
            assertThat(rig.router.requests().size()).isGreaterThanOrEqualTo(10_000);
            assertThat(runs.subList(0, 200)).allMatch(run -> status(rig, run) == RunStatus.SUCCESS);
        }
    }

    private static List<Run> many(Rig rig, String tenant, int count) {
        List<CompletionStage<Run>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(rig.runs.start(tenant, alone("hi", RunPriority.HIGH, Duration.ZERO)));
        }
        return asked.stream().map(Rig::await).toList();
    }

    private static RunStatus status(Rig rig, Run run) {
        return rig.runs
                .find("default", run.id())
                .or(() -> rig.runs.find("other", run.id()))
                .orElseThrow()
                .status();
    }

    private static Instant createdAt(Rig rig, String runId) {
        return rig.runs.find("default", runId).orElseThrow().createdAt();
    }

    @Test
    void aDelayedRunHoldsNoSlotAndKeepsItsTimeOverARestart() {
        gate.complete(null);
        Rig old = rig(Map.of("active_runs", 1));
        Run far =
                Rig.await(
                        old.runs.start(
                                "default",
                                alone("later", RunPriority.NORMAL, Duration.ofHours(1))));
        Run near =
                Rig.await(
                        old.runs.start(
                                "default",
                                alone("soon", RunPriority.NORMAL, Duration.ofSeconds(2))));
        assertThat(queue(old).active()).isZero();
        assertThat(queue(old).delayed()).isEqualTo(2);
        try (Rig rig = old.restart()) {
            assertThat(rig.runs.find("default", far.id()).orElseThrow().status())
                    .isEqualTo(RunStatus.PENDING);
            Search pending = Search.ALL.withStatus(Optional.of("pending"));
            assertThat(rig.runs.list("default", Optional.empty(), pending).items())
                    .extracting(Run::id)
                    .contains(far.id());
            assertThat(rig.join(near).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(queue(rig).delayed()).isOne();
            Run gone = Rig.await(rig.runs.cancel("default", far.id(), CancelAction.INTERRUPT));
            assertThat(gone.status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(queue(rig).delayed()).isZero();
        }
    }

    /** A thread's second run waits for the only slot, which a run of another thread has. */
    private Run waitingFrom(Rig rig, String thread, CompletableFuture<Void> busy, boolean gone) {
        rig.router.script(request -> Answer.text("one"));
        String before = rig.turn(thread, "1").state().parentId().orElseThrow();
        rig.router.script(request -> Answer.text("slow").before(gate));
        int asked = rig.router.requests().size();
        Run active = rig.start(thread, "2");
        Rig.until(() -> rig.router.requests().size() > asked);
        String made = rig.history(thread).get(1).checkpointId();
        rig.router.script(request -> Answer.text("other").before(busy));
        rig.start(rig.thread().id(), "other");
        Run waiting =
                Rig.ask(thread)
                        .say("3")
                        .from(gone ? made : before)
                        .multitask(MultitaskStrategy.ENQUEUE)
                        .start(rig);
        Rig.await(rig.runs.cancel("default", active.id(), CancelAction.ROLLBACK));
        Rig.until(() -> rig.router.requests().size() > asked + 1);
        rig.router.script(request -> Answer.text("on"));
        return waiting;
    }

    @Test
    void aRunWhoseCheckpointWasRolledBackWhileItWaitedEndsAndFreesItsThread() {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        try (Rig rig = rig(Map.of("active_runs", 1))) {
            String thread = rig.thread().id();
            Run waiting = waitingFrom(rig, thread, busy, true);
            busy.complete(null);
            Run ended = rig.join(waiting).run();
            assertThat(ended.status()).isEqualTo(RunStatus.ERROR);
            assertThat(ended.error().orElseThrow().message()).contains("checkpoint");
            assertThat(TurnTest.texts(rig.turn(thread, "4").state()))
                    .containsExactly("1", "one", "4", "on");
        }
    }

    @Test
    void aRunWhoseBeginningCannotBeReadIsTriedAgain() {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        try (Rig rig = rig(Map.of("active_runs", 1))) {
            String thread = rig.thread().id();
            Run waiting = waitingFrom(rig, thread, busy, false);
            AtomicInteger refused = new AtomicInteger();
            rig.store.refuseReads(
                    () ->
                            refused.getAndIncrement() > 0
                                    ? Optional.empty()
                                    : Optional.of(
                                            new CheckpointException(
                                                    CheckpointException.Kind.UNAVAILABLE,
                                                    "scripted")));
            busy.complete(null);
            assertThat(rig.join(waiting).run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(refused).hasValueGreaterThan(1);
        }
    }
}
