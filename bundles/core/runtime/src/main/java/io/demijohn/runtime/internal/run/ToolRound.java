package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Interrupt;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.Round;
import io.demijohn.runtime.internal.tool.ToolEntry;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * One superstep of the node {@code tools}: every call of the last message that has no answer. All
 * intents are durable before the first call; each answer is recorded as it comes. A call that was
 * announced before and has no answer may have happened: it is made again, with the same key, only
 * when the tool says that this does no harm; else a person is asked.
 */
final class ToolRound {

    private final Turn turn;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Interrupt> unknown = new ArrayList<>();
    private final long started;
    private final String positionId;
    private int resolving;
    private int running;
    private boolean over;

    ToolRound(Turn turn) {
        this.turn = turn;
        this.started = turn.thread().kernel().clock().nanoTime();
        this.positionId = turn.thread().state().position().id();
    }

    private Kernel kernel() {
        return turn.thread().kernel();
    }

    private List<ToolCall> calls() {
        return Fold.calls(turn.thread().state());
    }

    /** First who the tools are: one that is being replaced is waited for. */
    void begin() {
        List<ToolCall> calls = calls();
        Round round = turn.thread().state().round();
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (!round.results().containsKey(i)) {
                open.add(i);
            }
        }
        resolving = open.size();
        List<Optional<ToolEntry>> found = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            found.add(Optional.empty());
        }
        if (open.isEmpty()) {
            done();
        }
        open.forEach(call -> resolve(call, calls.get(call), open, found));
    }

    private void resolve(
            int call, ToolCall wish, List<Integer> open, List<Optional<ToolEntry>> found) {
        boolean allowed = turn.settings().tools().contains(wish.name());
        boolean recovered = turn.run().recovered();
        kernel().toolbox()
                .await(wish.name(), allowed, recovered)
                .thenAccept(
                        entry ->
                                turn.thread()
                                        .tell(
                                                () -> {
                                                    found.set(
                                                            call,
                                                            allowed ? entry : Optional.empty());
                                                    resolved(open, found);
                                                }));
    }

    private void resolved(List<Integer> open, List<Optional<ToolEntry>> found) {
        resolving--;
        if (resolving == 0 && !turn.closed()) {
            announce(open, found);
        }
    }

    private void announce(List<Integer> open, List<Optional<ToolEntry>> found) {
        Round round = turn.thread().state().round();
        List<Integer> intents = new ArrayList<>();
        for (int call : open) {
            boolean mayHaveHappened = round.intended().contains(call);
            if (mayHaveHappened && !harmless(found.get(call))) {
                unknown.add(OutcomeUnknown.ask(positionId, call, calls().get(call)));
            } else {
                intents.add(call);
                waiting.add(() -> call(call, found.get(call)));
            }
        }
        if (!intents.isEmpty()) {
            turn.thread()
                    .record(
                            new Fact.Intended(
                                    turn.thread().now(), turn.runId(), turn.attempt(), intents));
        }
        turn.thread().whenDurable(this::more);
    }

    private static boolean harmless(Optional<ToolEntry> tool) {
        return tool.map(entry -> entry.spec().sideEffect() != SideEffect.EFFECTFUL).orElse(false);
    }

    /** Starts as many as may run at once. In the mailbox. */
    private void more() {
        if (turn.closed()) {
            return;
        }
        int most = turn.settings().spec().limits().maxParallelTools();
        while (running < most && !waiting.isEmpty()) {
            running++;
            waiting.remove().run();
        }
        if (running == 0) {
            done();
        }
    }

    private void call(int call, Optional<ToolEntry> tool) {
        ToolCall wish = calls().get(call);
        if (tool.isEmpty()) {
            String text = "Error: there is no tool \"" + wish.name() + "\". " + names();
            answered(call, wish, ToolResult.failure(text));
            return;
        }
        kernel().toolbox()
                .call(
                        tool.get(),
                        wish.id(),
                        key(call),
                        wish.arguments(),
                        turn.context(turn.cancellation()))
                .handle(ToolAnswers::of)
                .thenAccept(result -> turn.thread().tell(() -> answered(call, wish, result)));
    }

    private String names() {
        List<String> names = turn.settings().tools();
        return names.isEmpty()
                ? "You have no tools."
                : "Your tools are: " + String.join(", ", names);
    }

    /**
     * Thread, run, step and call in one: the checkpoint that the call follows from, and its place.
     */
    private String key(int call) {
        return positionId + "-" + call;
    }

    private void answered(int call, ToolCall wish, ToolResult result) {
        running--;
        if (turn.closed()) {
            return;
        }
        String id = NameId.of(turn.runId(), key(call));
        Message message = Message.toolResult(id, wish, result.text(), result.failed());
        turn.thread()
                .record(
                        new Fact.Acted(
                                turn.thread().now(), turn.runId(), turn.attempt(), call, message));
        turn.thread().whenDurable(this::more);
    }

    /** All have answered, or a person has to say what became of the rest. */
    private void done() {
        if (over) {
            return; // two answers in one group call back twice
        }
        over = true;
        if (!unknown.isEmpty()) {
            turn.pause(unknown);
        } else if (!turn.thread().state().position().id().equals(positionId)) {
            kernel().meters().step(Position.TOOLS, kernel().clock().nanoTime() - started);
            turn.after(Position.TOOLS);
        }
    }
}
