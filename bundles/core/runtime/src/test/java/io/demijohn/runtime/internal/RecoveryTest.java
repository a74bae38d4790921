package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.model.ModelException;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Runs that the store stopped, in a process that lives on. */
final class RecoveryTest {

    static Function<Append, Optional<CheckpointException>> refusing(RecordType type, Kind kind) {
        return append ->
                append.entries().stream().anyMatch(entry -> entry.type() == type)
                        ? Optional.of(new CheckpointException(kind, "scripted " + kind))
                        : Optional.empty();
    }

    private static void untilEnded(Rig rig, Run run, RunStatus status) {
        Rig.until(
                () ->
                        rig.runs.find(Rig.TENANT, run.id()).orElseThrow().status() == status
                                && rig.state(run.threadId()) != null);
    }

    @Test
    void aRunWhoseLastRecordIsRefusedGoesOnAndThoseBehindItFollow() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        ScriptedRouter router = new ScriptedRouter(request -> Answer.text("ok").before(gate));
        try (Rig rig = Rig.of(router)) {
            String thread = rig.thread().id();
            rig.store.refuse(refusing(RecordType.TERMINAL, Kind.UNAVAILABLE));
            Run first = rig.start(thread, "1");
            Run second = Rig.ask(thread).say("2").multitask(MultitaskStrategy.ENQUEUE).start(rig);
            gate.complete(null);
            assertThatThrownBy(() -> rig.join(first)).isInstanceOf(AgentException.class);

            rig.store.refuse(append -> Optional.empty());
            untilEnded(rig, first, RunStatus.SUCCESS);
            untilEnded(rig, second, RunStatus.SUCCESS);
            assertThat(TurnTest.texts(rig.state(thread))).containsExactly("1", "ok", "2", "ok");
        }
    }

    @Test
    void whatIsSaidAgainHasAnotherIdThanWhatWasHeard() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedRouter router =
                new ScriptedRouter(
                        request ->
                                asked.incrementAndGet() < 3
                                        ? Answer.failure(ModelException.Kind.TRUNCATED, "half")
                                        : Answer.text("answer ", "" + asked.get()));
        try (Rig rig = Rig.of(router)) {
            rig.store.refuse(refusing(RecordType.MODEL_RESULT, Kind.UNAVAILABLE));
            Run run = rig.start(rig.thread().id(), "hi");
            List<RunEvent> heard = Reader.of(rig, run.id(), Optional.empty(), 100).untilFailed();

            rig.store.refuse(append -> Optional.empty());
            untilEnded(rig, run, RunStatus.SUCCESS);
            RunEvent last = heard.get(heard.size() - 1);
            assertThat(last).isInstanceOf(RunEvent.MessageDelta.class);
            List<RunEvent> rest =
                    Reader.all(rig, run.id()).stream()
                            .filter(event -> event.id().compareTo(last.id()) > 0)
                            .toList();
            assertThat(rest).filteredOn(RunEvent.MessageDelta.class::isInstance).hasSize(2);
            assertThat(messageIds(rest)).doesNotContainAnyElementsOf(messageIds(heard));
        }
    }

    private static List<String> messageIds(List<RunEvent> events) {
        return events.stream()
                .filter(RunEvent.MessageDelta.class::isInstance)
                .map(event -> ((RunEvent.MessageDelta) event).messageId())
                .toList();
    }

    @Test
    void aRunWhoseAnswerNeverFitsEndsAndTheModelIsNotPaidForEver() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")))) {
            String thread = rig.thread().id();
            rig.store.refuse(refusing(RecordType.MODEL_RESULT, Kind.INVALID));
            Run run = rig.start(thread, "hi");
            untilEnded(rig, run, RunStatus.ERROR);
            assertThat(rig.join(run).run().error().orElseThrow().error()).isEqualTo("StoreRefused");
            assertThat(rig.router.requests()).hasSize(2);

            rig.store.refuse(append -> Optional.empty());
            assertThat(rig.turn(thread, "again").run().status()).isEqualTo(RunStatus.SUCCESS);
        }
    }

    @Test
    void noModelIsAskedBeforeTheStoreTakesRecordsAgain() {
        try (Rig rig = Rig.of(new ScriptedRouter(request -> Answer.text("ok")))) {
            String thread = rig.thread().id();
            rig.store.refuse(refusing(RecordType.MODEL_RESULT, Kind.UNAVAILABLE));
            Run run = rig.start(thread, "hi");
            assertThatThrownBy(() -> rig.join(run)).isInstanceOf(AgentException.class);
            AtomicInteger refused = new AtomicInteger();
            rig.store.refuse(
                    append ->
                            refused.incrementAndGet() <= 3
                                    ? Optional.of(
                                            new CheckpointException(Kind.UNAVAILABLE, "scripted"))
                                    : Optional.empty());
            untilEnded(rig, run, RunStatus.SUCCESS);
            assertThat(refused.get()).isGreaterThan(3);
            assertThat(rig.router.requests()).hasSize(2);
        }
    }
}
