package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.health.Health;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A store that has too much to do, fails for a while, or belongs to somebody else. */
final class StoreFaultTest {

    private static CheckpointException error(CheckpointException.Kind kind) {
        return new CheckpointException(
                kind, "scripted " + kind, null, Optional.of(Duration.ofSeconds(7)));
    }

    private static Rig rig() {
        return Rig.of(
                ToolTest.calling(new ToolCall("c", "a", "{\"n\":1}")), ScriptedTool.quick("a"));
    }

    @Test
    void anOverloadedStoreRefusesNewRunsAndNothingWasCreated() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            rig.store.refuse(a -> Optional.of(error(CheckpointException.Kind.OVERLOADED)));
            assertThatThrownBy(() -> rig.start(thread, "hi"))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> {
                                assertThat(e.kind()).isEqualTo(AgentException.Kind.OVERLOADED);
                                assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
                            });
            rig.store.refuse(a -> Optional.empty());
            assertThat(TurnTest.texts(rig.turn(thread, "again").state()))
                    .containsExactly("again", "", "a1", "done");
        }
    }

    @Test
    void aRunThatIsUnderWayWaitsOutAShortFailure() {
        try (Rig rig = rig()) {
            AtomicInteger refused = new AtomicInteger();
            rig.store.refuse(
                    append ->
                            append.entries().stream()
                                                    .anyMatch(
                                                            e ->
                                                                    e.type()
                                                                            == RecordType
                                                                                    .MODEL_RESULT)
                                            && refused.incrementAndGet() <= 2
                                    ? Optional.of(error(CheckpointException.Kind.UNAVAILABLE))
                                    : Optional.empty());
            assertThat(rig.turn(rig.thread().id(), "hi").run().status())
                    .isEqualTo(RunStatus.SUCCESS);
            assertThat(refused.get()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void aRunThatCannotBeWrittenIsParkedAndGoesOnWhenTheStoreIsWell() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            rig.store.refuse(
                    append ->
                            append.entries().stream()
                                            .anyMatch(e -> e.type() == RecordType.MODEL_RESULT)
                                    ? Optional.of(error(CheckpointException.Kind.UNAVAILABLE))
                                    : Optional.empty());
            Run run = rig.start(thread, "hi");
            assertThatThrownBy(() -> rig.join(run))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.kind()).isEqualTo(AgentException.Kind.UNAVAILABLE));
            RuntimeHealth health = new RuntimeHealth(rig.runtime);
            assertThat(health.check().status()).isEqualTo(Health.Status.DOWN);
            assertThat(rig.runs.find(Rig.TENANT, run.id()).orElseThrow().status().ended())
                    .isFalse();

            rig.store.refuse(append -> Optional.empty());
            Rig.until(
                    () ->
                            rig.runs.find(Rig.TENANT, run.id()).orElseThrow().status()
                                    == RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("hi", "", "a1", "done");
            assertThat(health.check().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void aFencedRuntimeAcceptsNothingMore() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            rig.store.refuse(a -> Optional.of(error(CheckpointException.Kind.FENCED)));
            assertThatThrownBy(() -> rig.start(thread, "hi")).isInstanceOf(AgentException.class);
            rig.store.refuse(a -> Optional.empty());
            assertThatThrownBy(() -> rig.start(thread, "hi")).hasMessageContaining("restart");
            assertThat(new RuntimeHealth(rig.runtime).check().status())
                    .isEqualTo(Health.Status.DOWN);
        }
    }

    @Test
    void whatOneCallerSentWrongSaysNothingOfTheStore() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            rig.store.refuse(a -> Optional.of(error(CheckpointException.Kind.INVALID)));
            assertThatThrownBy(() -> rig.start(thread, "hi")).isInstanceOf(AgentException.class);
            assertThat(new RuntimeHealth(rig.runtime).check().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void theStoreIsWellAsSoonAsItTakesARecord() {
        try (Rig rig = rig()) {
            String thread = rig.thread().id();
            rig.store.refuse(a -> Optional.of(error(CheckpointException.Kind.UNAVAILABLE)));
            assertThatThrownBy(() -> rig.start(thread, "hi"))
                    .isInstanceOf(AgentException.class)
                    .hasMessageNotContaining("scripted"); // its words are for the log and health
            RuntimeHealth health = new RuntimeHealth(rig.runtime);
            assertThat(health.check().status()).isEqualTo(Health.Status.DOWN);
            rig.store.refuse(a -> Optional.empty());
            rig.thread();
            assertThat(health.check().status()).isEqualTo(Health.Status.UP);
        }
    }

    @Test
    void storedBytesAreAtMostThreeTimesWhatIsNew() {
        MemoryStore store = new MemoryStore();
        try (Rig rig = new Rig(store, new ScriptedRouter(request -> Answer.text("ok")), Map.of())) {
            String thread = rig.thread().id();
            String text = "0123456789".repeat(3_000); // not a blob yet
            int turns = 100;
            for (int i = 0; i < turns; i++) {
                rig.turn(thread, text);
            }
            assertThat(store.bytes()).isLessThan(3L * turns * text.length());
            long snapshots =
                    store.all(new JournalKey(Rig.TENANT, "thread", thread)).stream()
                            .filter(record -> record.type() == RecordType.SNAPSHOT)
                            .count();
            assertThat(snapshots).isBetween(3L, 10L);
            try (Rig next = rig.restart()) {
                assertThat(next.state(thread).values().messages()).hasSize(2 * turns);
                RunOutcome more = next.turn(thread, "short");
                assertThat(more.state().values().messages()).hasSize(2 * turns + 2);
            }
        }
    }

    @Test
    void tooMuchAtOnceIsRefusedByName() {
        try (Rig rig =
                new Rig(
                        new MemoryStore(),
                        new ScriptedRouter(request -> Answer.text("ok")),
                        Map.of("input_max_bytes", 2_000, "active_runs", 1, "queue_runs", 0))) {
            String thread = rig.thread().id();
            assertThatThrownBy(() -> rig.start(thread, "x".repeat(3_000)))
                    .hasMessageContaining("input.max.bytes");
            assertThatThrownBy(
                            () ->
                                    Rig.await(
                                            rig.threads.create(
                                                    Rig.TENANT,
                                                    Optional.empty(),
                                                    Map.of("k", "x".repeat(20_000)))))
                    .hasMessageContaining("metadata");
            rig.router.script(
                    request ->
                            Answer.text("ok")
                                    .before(new java.util.concurrent.CompletableFuture<>()));
            rig.start(thread, "1");
            assertThatThrownBy(() -> rig.start(rig.thread().id(), "2"))
                    .hasMessageContaining("active.runs");
        }
    }

    @Test
    void wrongSettingsNameTheFieldAndTheFix() {
        assertThatThrownBy(
                        () ->
                                new Rig(
                                        new MemoryStore(),
                                        new ScriptedRouter(request -> Answer.text("")),
                                        Map.of("tool_max_concurrent", 0)))
                .hasMessageContaining("tool.max.concurrent must be from 1 to 10000, is 0");
    }

    /** Much may come while one group is being written. */
    @Test
    void noGroupIsLargerThanAStoreTakes() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")))) {
            String thread = rig.thread().id();
            rig.store.refuse(
                    append ->
                            bytes(append) > 32 << 20
                                    ? Optional.of(error(CheckpointException.Kind.INVALID))
                                    : Optional.empty());
            CompletableFuture<Void> disk = new CompletableFuture<>();
            rig.store.gate(disk);
            List<CompletionStage<Run>> runs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String text = i + "x".repeat(3 << 20);
                runs.add(
                        rig.runs.start(
                                Rig.TENANT,
                                Rig.ask(thread)
                                        .say(text)
                                        .multitask(MultitaskStrategy.ENQUEUE)
                                        .request()));
            }
            assertThatThrownBy(() -> rig.start(thread, "x"))
                    .as("a refusal does not wait for the disk: all before it were taken up")
                    .isInstanceOf(AgentException.class);
            disk.complete(null);
            for (CompletionStage<Run> run : runs) {
                assertThat(rig.join(Rig.await(run)).run().status()).isEqualTo(RunStatus.SUCCESS);
            }
            assertThat(TurnTest.texts(rig.state(thread))).hasSize(32);
        }
    }

    private static long bytes(Append append) {
        return append.entries().stream().mapToLong(entry -> entry.body().length).sum()
                + append.blobs().stream().mapToLong(blob -> blob.length).sum();
    }
}
