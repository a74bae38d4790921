package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.RunPriority;
import io.demijohn.runtime.internal.json.Doc;
import java.util.Optional;

/**
 * What a thread's head says of its first open run, so that after a restart the run gets its place
 * in the queue without its thread being read.
 *
 * @param begun whether it has started
 * @param priority among those that wait
 * @param due not before this time, milliseconds
 */
public record NextRun(boolean begun, RunPriority priority, long due) {

    static Optional<NextRun> of(ThreadState state) {
        return state.open().stream().findFirst().map(run -> of(state, run.order()));
    }

    private static NextRun of(ThreadState state, RunOrder order) {
        return new NextRun(
                state.progress().map(Progress::runId).equals(Optional.of(order.id())),
                order.handling().priority(),
                order.createdAt().plus(order.handling().startAfter()).toEpochMilli());
    }

    Doc write() {
        return Doc.empty().put("begun", begun).put("priority", priority.name()).put("due", due);
    }

    static NextRun read(Doc doc) {
        return new NextRun(
                doc.flag("begun"), RunPriority.valueOf(doc.text("priority")), doc.number("due"));
    }
}
