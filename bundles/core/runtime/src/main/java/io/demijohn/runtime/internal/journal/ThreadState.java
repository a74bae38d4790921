package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateValues;
import io.demijohn.agent.ThreadStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that follows from a thread's journal. Never changes: a fact makes the next one.
 *
 * @param threadId the thread
 * @param time of the last fact, milliseconds
 * @param profile what is said of the thread
 * @param standing where it stands
 * @param ledger its runs
 */
public record ThreadState(
        String threadId, long time, Profile profile, Standing standing, Ledger ledger) {

    /**
     * A thread of which nothing is written.
     *
     * @param threadId its id
     * @return the state before the first fact
     */
    public static ThreadState blank(String threadId) {
        Profile nobody = new Profile(0, 0, 0, false, Map.of(), Map.of());
        return new ThreadState(threadId, 0, nobody, Standing.NONE, Ledger.NONE);
    }

    /**
     * The present checkpoint.
     *
     * @return without its values
     */
    public Position position() {
        return standing.position();
    }

    /**
     * The present checkpoint's values.
     *
     * @return messages and more
     */
    public StateValues values() {
        return standing.values();
    }

    /**
     * The superstep of tools that is not complete.
     *
     * @return empty between supersteps
     */
    public Round round() {
        return standing.round();
    }

    /**
     * Why the thread does not go on.
     *
     * @return neither paused nor failed when nothing holds it
     */
    public Stop stop() {
        return standing.stop();
    }

    /**
     * What people have said of calls that may have happened.
     *
     * @return the last ones
     */
    public Verdicts verdicts() {
        return standing.verdicts();
    }

    /**
     * The version of an agent's state that the values are in.
     *
     * @param agent its name
     * @return empty when the agent never ran here
     */
    public Optional<Integer> version(String agent) {
        return Optional.ofNullable(standing.versions().get(agent));
    }

    /**
     * Runs that have not ended.
     *
     * @return in the order in which they were accepted
     */
    public List<OpenRun> open() {
        return ledger.open();
    }

    /**
     * How far the active run has come.
     *
     * @return empty when none is active
     */
    public Optional<Progress> progress() {
        return ledger.progress();
    }

    /**
     * Sequences of the ADMIT records of deleted runs.
     *
     * @return any order
     */
    public Set<Long> gone() {
        return ledger.gone();
    }

    /**
     * Those of the deleted runs whose checkpoints went as well.
     *
     * @return sequences
     */
    public Set<Long> rolledBack() {
        return ledger.rolledBack();
    }

    /**
     * Notices that nobody has taken yet.
     *
     * @return oldest first
     */
    public List<Owed> owed() {
        return ledger.owed();
    }

    /**
     * The last requests that had an idempotency key.
     *
     * @return and what they have made
     */
    public Keys keys() {
        return ledger.keys();
    }

    /**
     * What the thread is doing.
     *
     * @return its status
     */
    public ThreadStatus status() {
        if (!open().isEmpty()) {
            return ThreadStatus.BUSY;
        }
        if (stop().paused()) {
            return ThreadStatus.INTERRUPTED;
        }
        return stop().error().isPresent() ? ThreadStatus.ERROR : ThreadStatus.IDLE;
    }

    /**
     * An open run.
     *
     * @param runId its id
     * @return empty when it has ended or is not of this thread
     */
    public Optional<OpenRun> open(String runId) {
        return ledger.open(runId);
    }

    ThreadState at(long newTime, boolean stateChanged) {
        return new ThreadState(
                threadId, newTime, profile.touched(newTime, stateChanged), standing, ledger);
    }

    ThreadState with(Profile newProfile) {
        return new ThreadState(threadId, time, newProfile, standing, ledger);
    }

    ThreadState with(Standing newStanding) {
        return new ThreadState(threadId, time, profile, newStanding, ledger);
    }

    ThreadState with(Ledger newLedger) {
        return new ThreadState(threadId, time, profile, standing, newLedger);
    }

    ThreadState with(Position newPosition, StateValues newValues) {
        return with(standing.at(newPosition, newValues));
    }

    ThreadState with(Round newRound) {
        return with(standing.with(newRound));
    }

    ThreadState with(Stop newStop) {
        return with(standing.with(newStop));
    }

    /**
     * The same values at another place.
     *
     * @param place where the thread is to stand
     * @return a copy
     */
    public ThreadState standingAt(Position place) {
        return with(place, values());
    }

    /**
     * The same thread standing at another checkpoint: for forks, replays and roll-backs.
     *
     * @param other a state of this thread
     * @return where {@code other} stands, with everything else as it is here
     */
    public ThreadState movedTo(ThreadState other) {
        return with(other.standing);
    }

    /**
     * The same state in another thread: ids of checkpoints name their thread.
     *
     * @param otherThread its id
     * @return a copy
     */
    public ThreadState in(String otherThread) {
        return new ThreadState(otherThread, time, profile, standing.in(otherThread), ledger);
    }
}
