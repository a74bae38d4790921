package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.StateUpdate;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.Progress;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.queue.Orchestrator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a thread's open runs goes next, and when: the first that was accepted, at its time, when
 * it has a slot. Only in the thread's mailbox.
 */
final class Lineup {

    private static final Logger LOG = LoggerFactory.getLogger(Lineup.class);

    private final Conversation thread;
    private final Orchestrator orchestrator;
    private @Nullable Runnable parked;

    Lineup(Conversation thread) {
        this.thread = thread;
        this.orchestrator = thread.desk().orchestrator();
    }

    /** Begins, or goes on with, the next run, if none is active and it has a slot. */
    void startNext() {
        if (thread.turn().isPresent()) {
            goOn(thread.turn().get());
            return;
        }
        parked = null;
        if (thread.state().open().isEmpty()) {
            return;
        }
        OpenRun next = thread.state().open().get(0);
        LiveRun run = thread.live().get(next.order().id());
        if (run != null) {
            boolean begun = begun(next.order());
            Duration left = begun ? Duration.ZERO : left(next.order());
            if (left.compareTo(Duration.ZERO) > 0) {
                thread.desk().later(run.ticket(), left);
            } else if (orchestrator.enter(
                    run.ticket(), next.order().handling().priority(), begun)) {
                go(run, next, begun);
            } else {
                thread.desk().restLater(thread.key());
            }
        }
    }

    private void goOn(Turn turn) {
        Runnable action = parked;
        if (action != null && turn.run().ticket().hasSlot()) {
            parked = null;
            action.run();
        }
    }

    private void go(LiveRun run, OpenRun next, boolean begun) {
        Optional<Setback> setback = thread.desk().setback(thread.key());
        if (setback.filter(Setback::hopeless).isPresent()) {
            thread.giveUp(run);
        } else if (begun) {
            start(run, turn -> turn.resume(setback.isPresent()));
        } else {
            begin(run, next.input());
        }
    }

    /** Begins a run that has a slot. */
    void begin(LiveRun run, Optional<StateUpdate> input) {
        Duration waited = Duration.between(due(run.order()), thread.kernel().clock().instant());
        thread.kernel().meters().waited(waited, run.order().handling().priority());
        start(run, turn -> turn.begin(input));
    }

    /**
     * A run that is accepted either goes on or ends: what its beginning throws must not leave it as
     * the thread's turn with nothing under way. What could not be read is tried again.
     */
    private void start(LiveRun run, Consumer<Turn> beginning) {
        Turn turn = thread.turn(run);
        try {
            beginning.accept(turn);
        } catch (CheckpointException e) {
            LOG.warn("run {}: what it begins with cannot be read yet", turn.runId(), e);
            thread.stopTurn(turn.runId());
            park(run);
            thread.desk().again(thread.key(), e.kind());
        } catch (AgentException e) {
            turn.fail("StartFailed", String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("run {}: its beginning broke; it fails", turn.runId(), e);
            turn.fail("InternalError", Conversation.DEFECT);
        }
    }

    private boolean begun(RunOrder order) {
        return thread.state().progress().map(Progress::runId).equals(Optional.of(order.id()));
    }

    private Duration left(RunOrder order) {
        return order.handling().startAfter().isZero()
                ? Duration.ZERO
                : Duration.between(thread.kernel().clock().instant(), due(order));
    }

    private static Instant due(RunOrder order) {
        return order.createdAt().plus(order.handling().startAfter());
    }

    /** The active run cannot go on now: it gives its slot back, but stays the thread's turn. */
    void park(LiveRun run) {
        orchestrator.hold(run.ticket(), false);
    }

    /**
     * The active run, which was parked, could go on.
     *
     * @param action goes on, in the mailbox, as soon as the run has a slot again
     */
    void unpark(LiveRun run, Runnable action) {
        if (orchestrator.enter(run.ticket(), run.order().handling().priority(), true)) {
            action.run();
        } else {
            parked = action;
        }
    }
}
