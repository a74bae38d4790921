package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.StateValues;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the state from which a run begins to the version that its agent reads, before anything of
 * the run is written. In the thread's mailbox.
 */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    private final Turn turn;
    private final Consumer<Optional<Fact>> goOn;

    /**
     * A migration that may turn out to be none.
     *
     * @param goOn begins the run, with the fact that moved the state, if it had to be moved
     */
    Migration(Turn turn, Consumer<Optional<Fact>> goOn) {
        this.turn = turn;
        this.goOn = goOn;
    }

    private Conversation thread() {
        return turn.thread();
    }

    void begin() {
        Optional<AgentSpec> spec = turn.version().map(AgentVersion::spec);
        ThreadState from = Opening.from(thread(), turn.run().order());
        Optional<Integer> has = spec.flatMap(agent -> from.version(agent.name()));
        if (has.isEmpty() || has.get() == spec.get().stateVersion()) {
            begun(Optional.empty());
        } else if (has.get() > spec.get().stateVersion()) {
            turn.fail("StateVersion", newer(thread(), spec.get(), has.get()));
        } else {
            move(spec.get(), from, has.get());
        }
    }

    /** A run that was parked for a migrator goes on, perhaps because the agent is another now. */
    private void begun(Optional<Fact> moved) {
        goOn.accept(moved);
    }

    /** What a state that is too new is told. */
    static String newer(Conversation thread, AgentSpec agent, int version) {
        return "thread "
                + thread.key().id()
                + " holds version "
                + version
                + " of the state of agent "
                + agent.name()
                + ", which reads version "
                + agent.stateVersion()
                + " (state_version): run a newer version of the agent, or start a thread";
    }

    private void move(AgentSpec agent, ThreadState from, int has) {
        Migrators migrators = thread().kernel().migrators();
        Optional<List<Migrators.Step>> chain = chain(agent, has);
        if (chain.isEmpty()) {
            turn.park(
                    "a state migrator of agent "
                            + agent.name()
                            + " from version "
                            + has
                            + " to "
                            + agent.stateVersion(),
                    () -> chain(agent, has).isPresent(),
                    () -> move(agent, Opening.from(thread(), turn.run().order()), has));
            return;
        }
        migrators
                .apply(chain.get(), from.values())
                .whenComplete(
                        (values, error) ->
                                thread().tell(() -> moved(agent, from, has, values, error)));
    }

    private Optional<List<Migrators.Step>> chain(AgentSpec agent, int has) {
        return thread().kernel().migrators().chain(agent.name(), has, agent.stateVersion());
    }

    private void moved(
            AgentSpec agent,
            ThreadState from,
            int has,
            @Nullable StateValues values,
            @Nullable Throwable error) {
        if (turn.closed()) {
            return;
        }
        if (values == null) {
            LOG.error("run {}: its state could not be moved", turn.runId(), error);
            turn.fail("MigrationFailed", String.valueOf(error == null ? null : error.getMessage()));
            return;
        }
        Fact fact =
                new Fact.Migrated(
                        thread().now(),
                        turn.runId(),
                        agent.name(),
                        has,
                        agent.stateVersion(),
                        values);
        if (losesCalls(from, fact)) {
            turn.fail(
                    "MigrationFailed",
                    "the state migrator of agent "
                            + agent.name()
                            + " has lost calls of tools that wait for their answers");
        } else {
            begun(Optional.of(fact));
        }
    }

    private boolean losesCalls(ThreadState from, Fact fact) {
        ThreadState moved = Fold.apply(from, thread().nextSequence(), fact);
        return from.position().next().contains(Position.TOOLS)
                && !Fold.calls(moved).equals(Fold.calls(from));
    }
}
