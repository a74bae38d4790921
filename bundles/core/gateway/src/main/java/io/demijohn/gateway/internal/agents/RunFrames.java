package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.gateway.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a run's events into server-sent events of the modes asked for. One for each stream; told
 * events in order.
 */
final class RunFrames {

    private final StreamModes modes;
    private final MessageFrames messages;
    private final TaskFrames tasks;
    private final Optional<FrameId> seen;

    private final String prefix;
    private final List<byte[]> out = new ArrayList<>();
    private int ordinal;
    private boolean wholeNext;

    RunFrames(Run run, StreamModes modes, Optional<FrameId> seen, String prefix) {
        this.prefix = prefix;
        this.modes = modes;
        this.seen = seen;
        this.messages = new MessageFrames(this, modes, run);
        this.tasks = new TaskFrames(this, modes);
    }

    List<byte[]> of(RunEvent event) {
        out.clear();
        ordinal = 0;
        if (event instanceof RunEvent.Started started) {
            put(event, "metadata", true, () -> started(started));
        } else if (event instanceof RunEvent.StateChanged changed) {
            changed(changed);
        } else if (event instanceof RunEvent.MessageDelta delta) {
            messages.delta(delta);
        } else if (event instanceof RunEvent.MessageComplete complete) {
            messages.complete(complete);
        } else if (event instanceof RunEvent.NodeFinished finished) {
            finished(finished);
        } else if (event instanceof RunEvent.Paused paused) {
            paused(paused);
        } else if (event instanceof RunEvent.Gap gap) {
            put(gap, "gap", true, () -> gap(gap));
            wholeNext = true;
        } else if (event instanceof RunEvent.Ended ended) {
            ended(ended);
        }
        return List.copyOf(out);
    }

    /** Adds a frame, if it is wanted and new. Every possible frame of an event takes a number. */
    void put(RunEvent event, String name, boolean wanted, Data data) {
        FrameId id = new FrameId(event.id(), ordinal++);
        if (wanted && (seen.isEmpty() || id.compareTo(seen.get()) > 0)) {
            out.add(Sse.frame(name, prefix + id, Json.write(data.make())));
        }
    }

    /** Makes a frame's value only when it is sent. */
    @FunctionalInterface
    interface Data {
        @Nullable Object make();
    }

    private static Map<String, Object> started(RunEvent.Started event) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("run_id", event.runId());
        data.put("attempt", event.attempt());
        return data;
    }

    // All three lines of the SDK pass an event on that they do not know.
    private Map<String, Object> gap(RunEvent.Gap event) {
        Map<String, Object> data = new LinkedHashMap<>();
        seen.ifPresent(last -> data.put("after", prefix + last));
        data.put("at", prefix + event.id());
        data.put("message", "What was between is no longer kept; the next event is the state");
        return data;
    }

    private void changed(RunEvent.StateChanged event) {
        Checkpoint checkpoint = event.checkpoint();
        boolean wanted = modes.has("values") || wholeNext;
        wholeNext = false;
        put(event, "values", wanted, () -> Shapes.values(checkpoint.values()));
        tasks.changed(event, checkpoint);
    }

    private void finished(RunEvent.NodeFinished event) {
        put(
                event,
                "updates",
                modes.has("updates"),
                () -> Map.of(event.node(), Shapes.update(event.update())));
        tasks.finished(event);
    }

    private void paused(RunEvent.Paused event) {
        Object interrupts = Shapes.interrupts(event.interrupts());
        put(event, "updates", modes.has("updates"), () -> Map.of("__interrupt__", interrupts));
        put(
                event,
                "values",
                modes.has("values"),
                () -> {
                    Map<String, @Nullable Object> data = Shapes.values(event.checkpoint().values());
                    data.put("__interrupt__", interrupts);
                    return data;
                });
    }

    private void ended(RunEvent.Ended event) {
        Optional<Map<String, Object>> error = Outcome.error(event.run());
        put(event, "error", error.isPresent(), error::orElseThrow);
    }
}
