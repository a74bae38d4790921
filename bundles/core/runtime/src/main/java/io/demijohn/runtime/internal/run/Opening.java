package io.demijohn.runtime.internal.run;

import io.demijohn.agent.StateUpdate;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.List;
import java.util.Optional;

/** Where a run begins: at the present checkpoint, or at an earlier one of the thread. */
final class Opening {

    private Opening() {}

    /** A snapshot of the earlier state, when the run begins there; nothing else has to be known. */
    static List<Fact> move(Conversation thread, RunOrder order) {
        ThreadState now = thread.state();
        return order.checkpointId()
                .filter(id -> !id.equals(now.position().id()))
                .map(id -> now.movedTo(at(thread, id)))
                .map(state -> List.<Fact>of(new Fact.Snapshot(state)))
                .orElse(List.of());
    }

    /** The state from which a run begins. */
    static ThreadState from(Conversation thread, RunOrder order) {
        ThreadState now = thread.state();
        return order.checkpointId()
                .filter(id -> !id.equals(now.position().id()))
                .map(id -> now.movedTo(at(thread, id)))
                .orElse(now);
    }

    /** A replay from before an input begins with that input. */
    static Optional<StateUpdate> replayed(Conversation thread, RunOrder order) {
        return order.checkpointId()
                .flatMap(id -> chronicle(thread).checkpoint(id))
                .filter(checkpoint -> checkpoint.next().contains(Position.START))
                .flatMap(checkpoint -> checkpoint.tasks().get(0).result());
    }

    private static Chronicle chronicle(Conversation thread) {
        return new Chronicle(thread.kernel().reader(), thread.key(), thread.state());
    }

    /** The state at a checkpoint, standing exactly there. */
    static ThreadState at(Conversation thread, String checkpointId) {
        return at(thread.kernel(), thread.key(), thread.state(), checkpointId);
    }

    static ThreadState at(
            Kernel kernel,
            io.demijohn.checkpoint.JournalKey key,
            ThreadState now,
            String checkpointId) {
        return new Chronicle(kernel.reader(), key, now)
                .stateAt(checkpointId)
                .filter(state -> PlaceId.parse(checkpointId).isPresent())
                .orElseThrow(() -> Failures.notFound("checkpoint", checkpointId));
    }
}
