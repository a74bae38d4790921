package io.demijohn.runtime.internal.run;

import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.List;

/** Where a run begins: at the present checkpoint, or at an earlier one of the thread. */
final class Opening {

    private Opening() {}

    /** A snapshot of the earlier state, when the run begins there; nothing else has to be known. */
    static List<Fact> move(Conversation thread, RunOrder order) {
        ThreadState now = thread.state();
        return order.checkpointId()
                .filter(id -> !id.equals(now.position().id()))
                .map(id -> now.movedTo(at(thread, id)))
                .map(state -> List.<Fact>of(new Fact.Snapshot(state.time(), state)))
                .orElse(List.of());
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
