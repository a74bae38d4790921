package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.Run.RunError;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.model.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record of a thread's journal. The state of a thread is what follows from its facts in order
 * ({@link Fold}); the events of a run follow from them as well.
 */
public sealed interface Fact {

    /**
     * When, never decreasing within a thread, whatever the machine's clock does.
     *
     * @return milliseconds
     */
    long time();

    /** A fact about a run. */
    sealed interface OfRun extends Fact {
        /**
         * The run.
         *
         * @return its id
         */
        String runId();
    }

    /**
     * The thread was created.
     *
     * @param time when
     * @param metadata JSON
     * @param temporary whether it was made for one run
     * @param key names the request, if it was to create the thread
     */
    record Created(
            long time,
            Map<String, Object> metadata,
            boolean temporary,
            Optional<IdempotencyKey> key)
            implements Fact {}

    /**
     * Metadata was merged; null removes a key.
     *
     * @param time when
     * @param metadata JSON
     */
    record Described(long time, Map<String, Object> metadata) implements Fact {}

    /**
     * A run was accepted.
     *
     * @param time when
     * @param order the run
     * @param input what is new, when the run has to wait; else {@link Started} has it
     */
    record Admitted(long time, RunOrder order, Optional<StateUpdate> input) implements OfRun {
        @Override
        public String runId() {
            return order.id();
        }
    }

    /**
     * A run begins.
     *
     * @param time when
     * @param runId the run
     * @param attempt of its first event
     * @param input what is new
     * @param stateVersion of the agent: the version of the state that the run writes
     * @param tools where the agent's tools come from
     * @param migrated whether the record before it moved the state to that version
     */
    record Started(
            long time,
            String runId,
            long attempt,
            Optional<StateUpdate> input,
            int stateVersion,
            Map<String, Origin> tools,
            boolean migrated)
            implements OfRun {}

    /**
     * A run has got tools from elsewhere than before.
     *
     * @param time when
     * @param runId the run
     * @param tools where these tools come from now
     */
    record Pinned(long time, String runId, Map<String, Origin> tools) implements OfRun {}

    /**
     * A run waits for a bundle that is not there.
     *
     * @param time when
     * @param runId the run
     * @param waitingFor what has to come, in words
     */
    record Parking(long time, String runId, String waitingFor) implements OfRun {}

    /**
     * What a run waited for is there.
     *
     * @param time when
     * @param runId the run
     */
    record Unparked(long time, String runId) implements OfRun {}

    /**
     * The state was moved to a later version, before a run begins.
     *
     * @param time when
     * @param runId the run
     * @param agent whose state
     * @param from the version it was in
     * @param to the version it is in
     * @param values the state now
     */
    record Migrated(long time, String runId, String agent, int from, int to, StateValues values)
            implements OfRun {}

    /**
     * A person has said what became of a call in question.
     *
     * @param time when
     * @param question which
     * @param verdict what was said
     * @param next the run that goes on, when this was the last answer
     */
    record Resolved(long time, String question, Verdict verdict, Optional<String> next)
            implements Fact {}

    /**
     * The notice of a run's end is owed no more.
     *
     * @param time when
     * @param runId the run
     * @param delivered whether somebody took it; else it was given up
     * @param attempts how often it was tried
     * @param reason why the last try failed
     */
    record Noticed(
            long time, String runId, boolean delivered, int attempts, Optional<String> reason)
            implements OfRun {}

    /**
     * A model has answered.
     *
     * @param time when
     * @param runId the run
     * @param attempt under which it spoke
     * @param message its answer
     * @param speech how it was split into deltas
     * @param tokens read and written
     */
    record Answered(
            long time, String runId, long attempt, Message message, Speech speech, long tokens)
            implements OfRun {}

    /**
     * Tools are about to be called: the calls of the last message at these places.
     *
     * @param time when
     * @param runId the run
     * @param attempt of the events of these calls
     * @param calls places in the message, from 0
     * @param effectful those of them whose tools say now that a call must not be made twice
     */
    record Intended(
            long time, String runId, long attempt, List<Integer> calls, List<Integer> effectful)
            implements OfRun {}

    /**
     * A tool has answered.
     *
     * @param time when
     * @param runId the run
     * @param attempt of its event
     * @param call the place of the call in the message
     * @param message the answer
     */
    record Acted(long time, String runId, long attempt, int call, Message message)
            implements OfRun {}

    /**
     * A run stops for a person.
     *
     * @param time when
     * @param runId the run
     * @param attempt of its event
     * @param interrupts the questions; empty at a breakpoint
     */
    record Paused(long time, String runId, long attempt, List<Interrupt> interrupts)
            implements OfRun {}

    /**
     * A person said that calls of unknown outcome may be made again.
     *
     * @param time when
     * @param runId the run that brought the answer
     * @param calls places in the message, from 0
     */
    record Released(long time, String runId, List<Integer> calls) implements OfRun {}

    /**
     * A run has ended.
     *
     * @param time when
     * @param runId the run
     * @param attempt of its last event
     * @param status how
     * @param error why, when it failed
     */
    record Ended(long time, String runId, long attempt, RunStatus status, Optional<RunError> error)
            implements OfRun {}

    /**
     * A caller changed the state.
     *
     * @param time when
     * @param update what changed
     * @param asNode for which node
     * @param key names the request
     */
    record Edited(long time, StateUpdate update, String asNode, Optional<IdempotencyKey> key)
            implements Fact {}

    /**
     * A run was deleted; with its checkpoints, when the state was moved back.
     *
     * @param time when
     * @param runId the run
     * @param rolledBack whether its checkpoints went as well
     */
    record Forgotten(long time, String runId, boolean rolledBack) implements OfRun {}

    /**
     * What came before was copied from another thread; its runs are not this thread's.
     *
     * @param time when
     * @param metadata JSON of the new thread
     * @param key names the request
     */
    record Copied(long time, Map<String, Object> metadata, Optional<IdempotencyKey> key)
            implements Fact {}

    /**
     * The whole state. Replaces what came before: after a fork or a roll-back it differs from that.
     *
     * @param time when
     * @param state all of it
     * @param previous sequence of the snapshot before; 0 for the first
     */
    record Snapshot(long time, ThreadState state, long previous) implements Fact {
        /**
         * A snapshot to be written.
         *
         * @param state all of it
         */
        public Snapshot(ThreadState state) {
            this(state.time(), state, 0);
        }

        Snapshot after(long earlier) {
            return new Snapshot(time, state, earlier);
        }
    }
}
