package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.RunEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The modes that show the machinery: checkpoints, tasks, debug. */
final class TaskFrames {

    private final RunFrames frames;
    private final boolean checkpoints;
    private final boolean tasks;
    private final boolean debug;
    private Optional<Checkpoint> present = Optional.empty();

    TaskFrames(RunFrames frames, StreamModes modes) {
        this.frames = frames;
        this.checkpoints = modes.has("checkpoints");
        this.tasks = modes.has("tasks");
        this.debug = modes.has("debug");
    }

    void changed(RunEvent event, Checkpoint checkpoint) {
        present = Optional.of(checkpoint);
        frames.put(event, "checkpoints", checkpoints, () -> state(checkpoint));
        frames.put(
                event, "debug", debug, () -> payload("checkpoint", checkpoint, state(checkpoint)));
        for (Checkpoint.Task task : checkpoint.tasks()) {
            frames.put(event, "tasks", tasks, () -> begun(checkpoint, task));
            frames.put(
                    event,
                    "debug",
                    debug,
                    () -> payload("task", checkpoint, begun(checkpoint, task)));
        }
    }

    void finished(RunEvent.NodeFinished event) {
        Optional<Checkpoint.Task> task =
                present.stream()
                        .flatMap(checkpoint -> checkpoint.tasks().stream())
                        .filter(known -> known.name().equals(event.node()))
                        .findFirst();
        frames.put(
                event, "tasks", tasks && task.isPresent(), () -> ended(task.orElseThrow(), event));
        frames.put(
                event,
                "debug",
                debug && task.isPresent(),
                () ->
                        payload(
                                "task_result",
                                present.orElseThrow(),
                                ended(task.orElseThrow(), event)));
    }

    private static Map<String, @Nullable Object> state(Checkpoint checkpoint) {
        Map<String, @Nullable Object> out = Shapes.state(checkpoint);
        out.put("config", Map.of("configurable", Shapes.pointer(checkpoint)));
        return out;
    }

    private static Map<String, @Nullable Object> begun(
            Checkpoint checkpoint, Checkpoint.Task task) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", task.id());
        out.put("name", task.name());
        out.put("input", Shapes.values(checkpoint.values()));
        out.put("triggers", List.of("branch:to:" + task.name()));
        out.put("interrupts", Shapes.interrupts(task.interrupts()));
        return out;
    }

    private static Map<String, @Nullable Object> ended(
            Checkpoint.Task task, RunEvent.NodeFinished event) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", task.id());
        out.put("name", task.name());
        out.put("result", Shapes.update(event.update()));
        out.put("error", null);
        out.put("interrupts", List.of());
        return out;
    }

    private static Map<String, @Nullable Object> payload(
            String type, Checkpoint checkpoint, Map<String, @Nullable Object> payload) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", type);
        out.put("step", checkpoint.metadata().get("step"));
        out.put("timestamp", Shapes.time(checkpoint.createdAt()));
        out.put("payload", payload);
        return out;
    }
}
