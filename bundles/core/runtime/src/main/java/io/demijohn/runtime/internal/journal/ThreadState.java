package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.StateValues;
import io.demijohn.agent.ThreadStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that follows from a thread's journal. Never changes: a fact makes the next one.
 *
 * @param threadId the thread
 * @param time of the last fact, milliseconds
 * @param profile what is said of the thread
 * @param position the present checkpoint
 * @param values its values
 * @param round the superstep of tools that is not complete
 * @param open runs that have not ended, in the order in which they were accepted
 * @param progress of the active one
 * @param stop why the thread does not go on
 * @param gone sequences of the ADMIT records of deleted runs
 * @param rolledBack those of them whose checkpoints went as well
 */
public record ThreadState(
        String threadId,
        long time,
        Profile profile,
        Position position,
        StateValues values,
        Round round,
        List<OpenRun> open,
        Optional<Progress> progress,
        Stop stop,
        Set<Long> gone,
        Set<Long> rolledBack) {

    /** Copies. */
    public ThreadState {
        open = List.copyOf(open);
        gone = Set.copyOf(gone);
        rolledBack = Set.copyOf(rolledBack);
    }

    /**
     * A thread of which nothing is written.
     *
     * @param threadId its id
     * @return the state before the first fact
     */
    public static ThreadState blank(String threadId) {
        return new ThreadState(
                threadId,
                0,
                new Profile(0, 0, 0, false, java.util.Map.of(), java.util.Map.of()),
                Position.NONE,
                StateValues.EMPTY,
                Round.NONE,
                List.of(),
                Optional.empty(),
                Stop.NONE,
                Set.of(),
                Set.of());
    }

    /**
     * What the thread is doing.
     *
     * @return its status
     */
    public ThreadStatus status() {
        if (!open.isEmpty()) {
            return ThreadStatus.BUSY;
        }
        if (stop.paused()) {
            return ThreadStatus.INTERRUPTED;
        }
        return stop.error().isPresent() ? ThreadStatus.ERROR : ThreadStatus.IDLE;
    }

    /**
     * An open run.
     *
     * @param runId its id
     * @return empty when it has ended or is not of this thread
     */
    public Optional<OpenRun> open(String runId) {
        return open.stream().filter(run -> run.order().id().equals(runId)).findFirst();
    }

    ThreadState at(long newTime, boolean stateChanged) {
        return new ThreadState(
                threadId,
                newTime,
                profile.touched(newTime, stateChanged),
                position,
                values,
                round,
                open,
                progress,
                stop,
                gone,
                rolledBack);
    }

    ThreadState with(Profile newProfile) {
        return new ThreadState(
                threadId,
                time,
                newProfile,
                position,
                values,
                round,
                open,
                progress,
                stop,
                gone,
                rolledBack);
    }

    ThreadState with(Position newPosition, StateValues newValues) {
        return new ThreadState(
                threadId,
                time,
                profile,
                newPosition,
                newValues,
                Round.NONE,
                open,
                progress,
                stop,
                gone,
                rolledBack);
    }

    ThreadState with(Round newRound) {
        return new ThreadState(
                threadId,
                time,
                profile,
                position,
                values,
                newRound,
                open,
                progress,
                stop,
                gone,
                rolledBack);
    }

    ThreadState with(List<OpenRun> newOpen, Optional<Progress> newProgress) {
        return new ThreadState(
                threadId,
                time,
                profile,
                position,
                values,
                round,
                newOpen,
                newProgress,
                stop,
                gone,
                rolledBack);
    }

    ThreadState with(Stop newStop) {
        return new ThreadState(
                threadId,
                time,
                profile,
                position,
                values,
                round,
                open,
                progress,
                newStop,
                gone,
                rolledBack);
    }

    ThreadState without(Set<Long> newGone, Set<Long> newRolledBack) {
        return new ThreadState(
                threadId,
                time,
                profile,
                position,
                values,
                round,
                open,
                progress,
                stop,
                newGone,
                newRolledBack);
    }

    /**
     * The same values at another place.
     *
     * @param place where the thread is to stand
     * @return a copy
     */
    public ThreadState standingAt(Position place) {
        return with(place, values);
    }

    /**
     * The same thread standing at another checkpoint: for forks, replays and roll-backs.
     *
     * @param other a state of this thread
     * @return where {@code other} stands, with everything else as it is here
     */
    public ThreadState movedTo(ThreadState other) {
        return new ThreadState(
                threadId,
                time,
                profile,
                other.position,
                other.values,
                other.round,
                open,
                progress,
                other.stop,
                gone,
                rolledBack);
    }

    /**
     * The same state in another thread: ids of checkpoints name their thread.
     *
     * @param otherThread its id
     * @return a copy
     */
    public ThreadState in(String otherThread) {
        return new ThreadState(
                otherThread,
                time,
                profile,
                position.in(otherThread),
                values,
                round,
                open,
                progress,
                stop,
                gone,
                rolledBack);
    }
}
