package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.AssistantPatch;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunStatus;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same request, sent again: at once, later, after its end, after a restart, on a full node. */
final class IdempotencyTest {

    private static Optional<IdempotencyKey> key(String key) {
        return Optional.of(new IdempotencyKey(key, "print of " + key));
    }

    private static Optional<IdempotencyKey> other(String key) {
        return Optional.of(new IdempotencyKey(key, "another print"));
    }

    private static RunRequest keyed(String threadId, Optional<IdempotencyKey> key) {
        return Rig.ask(threadId)
                .say("hi")
                .request()
                .with(new RunHandling(RunPriority.NORMAL, key, Duration.ZERO, Optional.empty(), 0));
    }

    private static Rig rig(Map<String, Object> config) {
        return new Rig(new MemoryStore(), new ScriptedRouter(request -> Answer.text("ok")), config);
    }

    private static Run start(Rig rig, String threadId, Optional<IdempotencyKey> key) {
        return Rig.await(rig.runs.start(Rig.TENANT, keyed(threadId, key)));
    }

    @Test
    void oneRunForEachKeyOfAThread() {
        Rig old = rig(Map.of());
        String thread = old.thread().id();
        Run first = start(old, thread, key("a"));
        old.join(first);
        assertThat(start(old, thread, key("a")).id()).isEqualTo(first.id());
        Run second = start(old, thread, key("b"));
        old.join(second);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThatThrownBy(() -> start(old, thread, other("a")))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.INVALID))
                .hasMessageContaining("Idempotency-Key");
        try (Rig rig = old.restart()) {
            Run again = start(rig, thread, key("a"));
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("hi", "ok", "hi", "ok");
        }
    }

    @Test
    void manyAtOnceAreOneRun() {
        try (Rig rig = rig(Map.of())) {
            List<CompletableFuture<Run>> all =
                    IntStream.range(0, 50)
                            .mapToObj(i -> rig.runs.start(Rig.TENANT, keyed(null, key("a"))))
                            .map(CompletionStage::toCompletableFuture)
                            .toList();
            assertThat(all.stream().map(Rig::await).map(Run::id).distinct()).hasSize(1);
            rig.join(Rig.await(all.get(0)));
            assertThat(rig.router.requests()).hasSize(1);
            Rig.until(() -> rig.runtime.desk().orchestrator().open() == 0);
        }
    }

    @Test
    void aRepeatIsAnsweredOnAFullNode() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (Rig rig = rig(Map.of("active_runs", 1, "queue_runs", 0))) {
            rig.router.script(request -> Answer.text("ok").before(gate));
            Run first = start(rig, null, key("a"));
            assertThatThrownBy(() -> start(rig, null, key("b")))
                    .hasMessageContaining("active.runs");
            assertThat(start(rig, null, key("a")).id()).isEqualTo(first.id());
            gate.complete(null);
            rig.join(first);
        }
    }

    @Test
    void aDeletedRunMayBeMadeAgain() {
        try (Rig rig = rig(Map.of())) {
            String thread = rig.thread().id();
            Run first = start(rig, thread, key("a"));
            rig.join(first);
            Rig.await(rig.runs.delete(Rig.TENANT, first.id()));
            assertThat(start(rig, thread, key("a")).id()).isNotEqualTo(first.id());
        }
    }

    @Test
    void threadsCopiesAndEditsAreMadeOnce() {
        Rig old = rig(Map.of());
        AgentThread made = create(old, key("t"));
        assertThat(create(old, key("t")).id()).isEqualTo(made.id());
        assertThatThrownBy(() -> create(old, other("t"))).hasMessageContaining("Idempotency-Key");
        old.turn(made.id(), "hi");
        Checkpoint edited = edit(old, made.id(), key("e"));
        assertThat(edit(old, made.id(), key("e"))).isEqualTo(edited);
        AgentThread copy = copy(old, made.id(), key("c"));
        assertThat(copy(old, made.id(), key("c")).id()).isEqualTo(copy.id());
        assertThatThrownBy(() -> copy(old, made.id(), other("c")))
                .hasMessageContaining("Idempotency-Key");
        try (Rig rig = old.restart()) {
            assertThat(create(rig, key("t")).id()).isEqualTo(made.id());
            assertThat(edit(rig, made.id(), key("e"))).isEqualTo(edited);
            assertThat(copy(rig, made.id(), key("c")).id()).isEqualTo(copy.id());
            assertThat(TurnTest.texts(rig.state(made.id()))).containsExactly("hi", "ok", "more");
        }
    }

    private static AgentThread create(Rig rig, Optional<IdempotencyKey> key) {
        return Rig.await(rig.threads.create(Rig.TENANT, Optional.empty(), Map.of(), key));
    }

    private static AgentThread copy(Rig rig, String id, Optional<IdempotencyKey> key) {
        return Rig.await(rig.threads.copy(Rig.TENANT, id, Optional.empty(), key));
    }

    private static Checkpoint edit(Rig rig, String id, Optional<IdempotencyKey> key) {
        return Rig.await(
                rig.threads.updateState(
                        Rig.TENANT, id, Rig.say("more"), Optional.empty(), Optional.empty(), key));
    }

    @Test
    void assistantsAreMadeOnce() {
        Rig old = rig(Map.of());
        Assistant made = assistant(old, key("a"));
        assertThat(assistant(old, key("a"))).isEqualTo(made);
        assertThatThrownBy(() -> assistant(old, other("a")))
                .hasMessageContaining("Idempotency-Key");
        assertThat(assistant(old, key("b")).id()).isNotEqualTo(made.id());
        try (Rig rig = old.restart()) {
            assertThat(assistant(rig, key("a")).id()).isEqualTo(made.id());
            assertThatThrownBy(() -> assistant(rig, other("a")))
                    .hasMessageContaining("Idempotency-Key");
        }
    }

    private static Assistant assistant(Rig rig, Optional<IdempotencyKey> key) {
        AssistantPatch spec =
                new AssistantPatch(
                        Optional.of("agent"),
                        Optional.of("mine"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return rig.assistants.create(Rig.TENANT, Optional.empty(), spec, key);
    }
}
