package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Interrupt;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.Round;
import io.demijohn.runtime.internal.json.WellFormed;
import io.demijohn.runtime.internal.tool.ToolEntry;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * One superstep of the node {@code tools}: every call of the last message that has no answer. All
 * intents are durable before the first call; each answer is recorded as it comes. A call that was
 * announced before and has no answer may have happened: it is made again, with the same key, when
 * the tool says that this does no harm, and said so then, or that it did not happen; what the tool
 * knows of it is its answer; else a person is asked. A call that ends here without anybody knowing
 * whether it happened is the same case ({@link RoundCall}).
 */
final class ToolRound {

    private final Turn turn;
    private final Needs needs;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Interrupt> unknown = new ArrayList<>();
    private final Set<String> gone = new TreeSet<>();
    private final List<Integer> open = new ArrayList<>();
    private final Map<Integer, ToolEntry> tools = new LinkedHashMap<>();
    private final Map<Integer, ToolProbe> probes = new LinkedHashMap<>();
    private final long started;
    private final String positionId;
    private int asked;
    private int running;
    private boolean over;

    ToolRound(Turn turn) {
        this.turn = turn;
        this.needs = new Needs(turn);
        this.started = turn.thread().kernel().clock().nanoTime();
        this.positionId = turn.thread().state().position().id();
    }

    private Kernel kernel() {
        return turn.thread().kernel();
    }

    private List<ToolCall> calls() {
        return Fold.calls(turn.thread().state());
    }

    private Round round() {
        return turn.thread().state().round();
    }

    /** First who the tools are: one that is being replaced is waited for. */
    void begin() {
        for (int call = 0; call < calls().size(); call++) {
            if (!round().results().containsKey(call)) {
                open.add(call);
            }
        }
        asked = open.size();
        if (open.isEmpty()) {
            done();
        }
        open.forEach(this::resolve);
    }

    private void resolve(int call) {
        String name = calls().get(call).name();
        boolean allowed = turn.settings().tools().contains(name);
        boolean waits = allowed && (needs.had(name) || turn.run().recovered());
        kernel().toolbox()
                .await(name, needs.pin(name), waits)
                .thenAccept(
                        found ->
                                turn.thread()
                                        .tell(
                                                () ->
                                                        resolved(
                                                                call,
                                                                allowed
                                                                        ? found
                                                                        : Optional.empty())));
    }

    private void resolved(int call, Optional<ToolEntry> found) {
        found.ifPresent(tool -> tools.put(call, tool));
        asked--;
        if (asked > 0 || turn.closed()) {
            return;
        }
        Optional<String> missing = needs.missing();
        if (missing.isPresent()) {
            turn.park(missing.get());
        } else {
            probe();
        }
    }

    /** Then what became of calls that were cut off, as far as their tools know. */
    private void probe() {
        List<Integer> cutOff =
                open.stream()
                        .filter(round().intended()::contains)
                        .filter(call -> tools.containsKey(call) && !repeatable(call))
                        .toList();
        asked = cutOff.size();
        if (cutOff.isEmpty()) {
            announce();
        }
        cutOff.forEach(call -> tool(call).ifPresent(tool -> probe(call, tool)));
    }

    private Optional<ToolEntry> tool(int call) {
        return Optional.ofNullable(tools.get(call));
    }

    private void probe(int call, ToolEntry tool) {
        ToolCall wish = calls().get(call);
        kernel().toolbox()
                .probe(
                        tool,
                        wish.id(),
                        key(call),
                        wish.arguments(),
                        turn.context(turn.cancellation()))
                .thenAccept(found -> turn.thread().tell(() -> probed(call, found)));
    }

    private void probed(int call, ToolProbe found) {
        probes.put(call, found);
        asked--;
        if (asked == 0 && !turn.closed()) {
            announce();
        }
    }

    private void announce() {
        List<Integer> intents = new ArrayList<>();
        Map<Integer, ToolResult> known = new LinkedHashMap<>();
        for (int call : open) {
            ToolProbe probe = probes.getOrDefault(call, ToolProbe.UNKNOWN);
            boolean again = repeatable(call) || probe.equals(ToolProbe.NOT_HAPPENED);
            if (probe.result().isPresent()) {
                known.put(call, probe.result().get());
            } else if (round().intended().contains(call) && !again) {
                unknown.add(OutcomeUnknown.ask(positionId, call, calls().get(call)));
            } else {
                intents.add(call);
                waiting.add(() -> call(call));
            }
        }
        pin();
        if (!intents.isEmpty()) {
            turn.thread()
                    .record(
                            new Fact.Intended(
                                    turn.thread().now(),
                                    turn.runId(),
                                    turn.attempt(),
                                    intents,
                                    effectful(intents)));
        }
        known.forEach(this::record);
        turn.thread().whenDurable(this::more);
    }

    /** Written down when a tool comes from elsewhere than before. */
    private void pin() {
        Map<String, Origin> fresh = new LinkedHashMap<>();
        for (ToolEntry tool : tools.values()) {
            String name = tool.spec().name();
            if (!needs.pin(name).equals(Optional.of(tool.origin()))) {
                fresh.put(name, tool.origin());
            }
        }
        if (!fresh.isEmpty()) {
            turn.thread().record(new Fact.Pinned(turn.thread().now(), turn.runId(), fresh));
        }
    }

    /** By what its tool says now, and by what the tool that was called said then. */
    private boolean repeatable(int call) {
        return tool(call).filter(tool -> !effectful(tool)).isPresent()
                && !round().effectful().contains(call);
    }

    private static boolean effectful(ToolEntry tool) {
        return tool.spec().sideEffect() == SideEffect.EFFECTFUL;
    }

    private List<Integer> effectful(List<Integer> calls) {
        return calls.stream()
                .filter(call -> tool(call).filter(ToolRound::effectful).isPresent())
                .toList();
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

    private void call(int call) {
        ToolCall wish = calls().get(call);
        Optional<ToolEntry> tool = tool(call);
        if (tool.isEmpty()) {
            String text = "Error: there is no tool \"" + wish.name() + "\". " + names();
            answered(call, ToolResult.failure(text));
            return;
        }
        new RoundCall(this, turn, needs, call, wish, key(call), tool.get()).begin();
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

    void answered(int call, ToolResult result) {
        record(call, result);
        next();
    }

    /** Nobody knows whether it happened: a person is asked when the others have answered. */
    void unknown(int call) {
        unknown.add(OutcomeUnknown.ask(positionId, call, calls().get(call)));
        next();
    }

    /** From here on another version of the tool serves. */
    void serve(int call, ToolEntry tool) {
        tools.put(call, tool);
        pin();
    }

    /** It surely did not happen, and its tool is not there: it is made when the tool is back. */
    void gone(int call) {
        gone.add(calls().get(call).name());
        turn.thread().record(new Fact.Released(turn.thread().now(), turn.runId(), List.of(call)));
        next();
    }

    private void next() {
        running--;
        turn.thread().whenDurable(this::more);
    }

    private void record(int call, ToolResult result) {
        String id = NameId.of(turn.runId(), key(call));
        String text = WellFormed.text(result.text());
        Message message = Message.toolResult(id, calls().get(call), text, result.failed());
        turn.thread()
                .record(
                        new Fact.Acted(
                                turn.thread().now(), turn.runId(), turn.attempt(), call, message));
    }

    /** All have answered, or a person has to say what became of the rest. */
    private void done() {
        if (over) {
            return; // two answers in one group call back twice
        }
        over = true;
        if (!unknown.isEmpty()) {
            turn.pause(unknown);
        } else if (!gone.isEmpty()) {
            turn.park(needs.missing().orElse("tool " + String.join(", ", gone)));
        } else if (!turn.thread().state().position().id().equals(positionId)) {
            kernel().meters().step(Position.TOOLS, kernel().clock().nanoTime() - started);
            turn.after(Position.TOOLS);
        }
    }
}
