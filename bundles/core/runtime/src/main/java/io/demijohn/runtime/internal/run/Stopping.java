package io.demijohn.runtime.internal.run;

import io.demijohn.agent.RunStatus;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.Progress;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.List;
import java.util.Optional;

/** Ends an open run from outside, in the thread's mailbox. */
final class Stopping {

    private Stopping() {}

    static void stop(Conversation thread, String runId, boolean rollback) {
        if (rollback) {
            rollBack(thread, runId);
        } else {
            interrupt(thread, runId);
        }
    }

    private static void interrupt(Conversation thread, String runId) {
        Optional<Turn> active = thread.turn().filter(turn -> turn.runId().equals(runId));
        if (active.isPresent()) {
            active.get().end(RunStatus.INTERRUPTED, Optional.empty());
            return;
        }
        LiveRun run = thread.live().get(runId);
        if (run != null) {
            thread.record(
                    new Fact.Ended(
                            thread.now(),
                            runId,
                            run.firstAttempt(),
                            RunStatus.INTERRUPTED,
                            Optional.empty()));
        }
    }

    /** The journal only grows: a snapshot of the state before the run moves the thread back. */
    private static void rollBack(Conversation thread, String runId) {
        ThreadState now = thread.state();
        Optional<Progress> begun =
                now.progress().filter(progress -> progress.runId().equals(runId));
        Fact gone = new Fact.Forgotten(thread.now(), runId, begun.isPresent());
        if (begun.isEmpty()) {
            thread.record(gone);
            return;
        }
        thread.record(List.of(new Fact.Snapshot(rolledBack(thread)), gone), true);
    }

    /** Where the thread would stand without its active run. */
    static ThreadState rolledBack(Conversation thread) {
        ThreadState now = thread.state();
        return now.progress().map(begun -> now.movedTo(before(thread, begun))).orElse(now);
    }

    /** What the thread will hold when its active run was rolled back: none of its checkpoints. */
    static ThreadState without(Conversation thread) {
        return thread.state()
                .progress()
                .map(begun -> new Fact.Forgotten(thread.now(), begun.runId(), true))
                .map(gone -> Fold.apply(rolledBack(thread), thread.nextSequence(), gone))
                .orElse(thread.state());
    }

    private static ThreadState before(Conversation thread, Progress begun) {
        return thread.turn()
                .filter(turn -> turn.runId().equals(begun.runId()))
                .flatMap(Turn::before)
                .orElseGet(() -> stored(thread, begun));
    }

    private static ThreadState stored(Conversation thread, Progress begun) {
        RunOrder order = thread.state().open(begun.runId()).orElseThrow().order();
        long last = begun.startedSequence() - (order.checkpointId().isPresent() ? 2 : 1);
        return thread.kernel().reader().at(thread.key(), last);
    }
}
