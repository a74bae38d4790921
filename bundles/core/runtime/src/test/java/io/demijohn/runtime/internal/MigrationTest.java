package io.demijohn.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.runtime.internal.ScriptedRouter.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** States move with their agents. */
final class MigrationTest {

    private static AgentSpec spec(int stateVersion) {
        AgentSpec base = Rig.spec("mover", AgentLimits.DEFAULT);
        return new AgentSpec(
                base.name(),
                base.description(),
                base.models(),
                base.instructions(),
                base.tools(),
                base.sampling(),
                base.limits(),
                base.overridable(),
                base.metadata(),
                stateVersion);
    }

    private record Move(int from, int to, UnaryOperator<StateValues> how) implements StateMigrator {
        @Override
        public String agent() {
            return "mover";
        }

        @Override
        public int fromVersion() {
            return from;
        }

        @Override
        public int toVersion() {
            return to;
        }

        @Override
        public StateValues migrate(StateValues values) {
            return how.apply(values);
        }
    }

    private static Move rename(int from, int to, String old, String fresh) {
        return new Move(
                from,
                to,
                values -> {
                    Map<String, Object> other = new LinkedHashMap<>(values.other());
                    other.put(fresh, other.remove(old));
                    return new StateValues(values.messages(), other);
                });
    }

    /** A thread that version 1 has written, with a value {@code city}. */
    private static String written(Rig rig) {
        rig.agents.create(Rig.TENANT, spec(1));
        String thread = rig.thread().id();
        Rig.ask(thread).agent("mover").say("one").turn(rig);
        Rig.await(
                rig.threads.updateState(
                        Rig.TENANT,
                        thread,
                        new StateUpdate(List.of(), List.of(), Map.of("city", "Bonn")),
                        Optional.empty(),
                        Optional.empty()));
        return thread;
    }

    private static Rig rig() {
        return Rig.of(new ScriptedRouter(request -> Answer.text("ok")));
    }

    private static RunOutcome turn(Rig rig, String thread) {
        return Rig.ask(thread).agent("mover").say("next").turn(rig);
    }

    @Test
    void aChainMovesTheStateOnceBeforeTheRunAndItsInput() {
        try (Rig rig = rig()) {
            String thread = written(rig);
            rig.runtime.addMigrator(rename(1, 2, "city", "town"));
            rig.runtime.addMigrator(rename(2, 3, "town", "place"));
            rig.agents.update(Rig.TENANT, spec(3));
            RunOutcome outcome = turn(rig, thread);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(outcome.state().values().other()).isEqualTo(Map.of("place", "Bonn"));
            assertThat(turn(rig, thread).state().values().other())
                    .isEqualTo(Map.of("place", "Bonn"));
            try (Rig next = rig.restart()) {
                assertThat(next.state(thread).values().other()).isEqualTo(Map.of("place", "Bonn"));
            }
        }
    }

    @Test
    void aRunFromAnOldCheckpointMovesThatState() {
        try (Rig rig = rig()) {
            String thread = written(rig);
            String old = rig.state(thread).checkpointId();
            rig.runtime.addMigrator(rename(1, 2, "city", "town"));
            rig.agents.update(Rig.TENANT, spec(2));
            turn(rig, thread);
            Rig.ask(thread).agent("mover").say("back").from(old).turn(rig);
            assertThat(rig.state(thread).values().other()).isEqualTo(Map.of("town", "Bonn"));
            assertThat(TurnTest.texts(rig.state(thread)))
                    .containsExactly("one", "ok", "back", "ok");
        }
    }

    @Test
    void aMissingMigratorParksTheRunBeforeItBeginsAlsoOverARestart() {
        Rig rig = rig();
        String thread = written(rig);
        rig.agents.update(Rig.TENANT, spec(2));
        Run run = Rig.ask(thread).agent("mover").say("next").start(rig);
        Rig.until(() -> waits(rig, run));
        try (Rig next = rig.restart()) {
            assertThat(waits(next, run)).isTrue();
            assertThat(next.runs.find(Rig.TENANT, run.id()).orElseThrow().waitingFor())
                    .contains("a state migrator of agent mover from version 1 to 2");
            next.runtime.addMigrator(rename(1, 2, "city", "town"));
            RunOutcome outcome = next.join(run);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(outcome.state().values().other()).isEqualTo(Map.of("town", "Bonn"));
        }
    }

    private static boolean waits(Rig rig, Run run) {
        return rig.runs.find(Rig.TENANT, run.id()).orElseThrow().status()
                == RunStatus.WAITING_FOR_BUNDLE;
    }

    @Test
    void oneThatThrowsOrHangsEndsTheRunWithItsNameAndLeavesTheState() {
        CountDownLatch never = new CountDownLatch(1);
        List<UnaryOperator<StateValues>> bad =
                List.of(
                        values -> {
                            throw new StackOverflowError();
                        },
                        values -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return values;
                        });
        for (UnaryOperator<StateValues> how : bad) {
            try (Rig rig =
                    new Rig(
                            new MemoryStore(),
                            new ScriptedRouter(request -> Answer.text("ok")),
                            Map.of("migrator_timeout_seconds", 1))) {
                String thread = written(rig);
                Move move = new Move(1, 2, how);
                rig.runtime.addMigrator(move);
                rig.agents.update(Rig.TENANT, spec(2));
                RunOutcome outcome = turn(rig, thread);
                assertThat(outcome.run().status()).isEqualTo(RunStatus.ERROR);
                assertThat(outcome.run().error().orElseThrow().message())
                        .contains("Move")
                        .contains("mover 1 to 2");
                assertThat(rig.state(thread).values().other()).isEqualTo(Map.of("city", "Bonn"));
                rig.runtime.removeMigrator(move);
                rig.runtime.addMigrator(rename(1, 2, "city", "town"));
                assertThat(turn(rig, thread).state().values().other())
                        .isEqualTo(Map.of("town", "Bonn"));
            }
        }
        never.countDown();
    }

    @Test
    void aStateThatIsTooNewIsRefusedInWords() {
        try (Rig rig = rig()) {
            String thread = written(rig);
            rig.runtime.addMigrator(rename(1, 2, "city", "town"));
            rig.agents.update(Rig.TENANT, spec(2));
            turn(rig, thread);
            rig.agents.update(Rig.TENANT, spec(1));
            assertThatThrownBy(() -> turn(rig, thread))
                    .hasMessageContaining("version 2")
                    .hasMessageContaining("state_version");
            assertThat(rig.state(thread).values().other()).isEqualTo(Map.of("town", "Bonn"));
        }
    }

    @Test
    void aRolledBackRunTakesItsMigrationWithIt() {
        try (Rig rig = rig()) {
            String thread = written(rig);
            rig.runtime.addMigrator(rename(1, 2, "city", "town"));
            rig.agents.update(Rig.TENANT, spec(2));
            rig.router.script(
                    request ->
                            Answer.text("late")
                                    .before(new java.util.concurrent.CompletableFuture<>()));
            Run run = Rig.ask(thread).agent("mover").say("next").start(rig);
            Rig.until(() -> rig.router.requests().size() == 2);
            try (Rig next = rig.restart()) {
                Rig.await(
                        next.runs.cancel(
                                Rig.TENANT,
                                run.id(),
                                io.demijohn.agent.RunService.CancelAction.ROLLBACK));
                assertThat(next.state(thread).values().other()).isEqualTo(Map.of("city", "Bonn"));
            }
        }
    }
}
