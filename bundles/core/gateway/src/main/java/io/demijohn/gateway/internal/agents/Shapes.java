package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The agents API's objects. */
final class Shapes {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Shapes() {}

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static Map<String, @Nullable Object> assistant(Assistant assistant) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("assistant_id", assistant.id());
        out.put("graph_id", assistant.graphId());
        out.put("name", assistant.name());
        out.put("description", assistant.description().isEmpty() ? null : assistant.description());
        out.put("version", assistant.version());
        out.put("config", assistant.config());
        out.put("context", assistant.context());
        out.put("metadata", assistant.metadata());
        out.put("created_at", time(assistant.createdAt()));
        out.put("updated_at", time(assistant.updatedAt()));
        return out;
    }

    static Map<String, @Nullable Object> thread(AgentThread thread, Checkpoint head) {
        return thread(thread, head.checkpointId().isBlank() ? Map.of() : values(head.values()));
    }

    /** Without its values, which cost a look into its state. */
    static Map<String, @Nullable Object> thread(AgentThread thread) {
        return thread(thread, Map.of());
    }

    private static Map<String, @Nullable Object> thread(
            AgentThread thread, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("thread_id", thread.id());
        out.put("created_at", time(thread.createdAt()));
        out.put("updated_at", time(thread.updatedAt()));
        out.put("state_updated_at", time(thread.stateUpdatedAt()));
        out.put("metadata", thread.metadata());
        out.put("config", thread.config());
        out.put("status", lower(thread.status()));
        out.put("values", values);
        Map<String, Object> interrupts = new LinkedHashMap<>();
        thread.interrupts().forEach((task, list) -> interrupts.put(task, interrupts(list)));
        out.put("interrupts", interrupts);
        return out;
    }

    static Map<String, @Nullable Object> run(Run run) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("run_id", run.id());
        out.put("thread_id", run.threadId());
        out.put("assistant_id", run.assistantId());
        out.put("created_at", time(run.createdAt()));
        out.put("updated_at", time(run.updatedAt()));
        out.put("status", status(run.status()));
        out.put("metadata", run.metadata());
        out.put("kwargs", run.kwargs());
        out.put("multitask_strategy", lower(run.multitask()));
        return out;
    }

    static Map<String, @Nullable Object> notice(NoticeState notice) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("url", notice.url().toString());
        out.put("status", lower(notice.status()));
        out.put("attempts", notice.attempts());
        out.put("at", notice.at().map(Shapes::time).orElse(null));
        out.put("reason", notice.reason().orElse(null));
        return out;
    }

    /** Clients know no parked runs: one that waits for its bundle is pending to them. */
    static String status(RunStatus status) {
        return lower(status == RunStatus.WAITING_FOR_BUNDLE ? RunStatus.PENDING : status);
    }

    static Map<String, @Nullable Object> state(Checkpoint checkpoint) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        boolean none = checkpoint.checkpointId().isBlank();
        out.put("values", none ? Map.of() : values(checkpoint.values()));
        out.put("next", checkpoint.next());
        out.put("tasks", checkpoint.tasks().stream().map(Shapes::task).toList());
        out.put("metadata", checkpoint.metadata());
        out.put("created_at", none ? null : time(checkpoint.createdAt()));
        out.put("checkpoint", none ? null : pointer(checkpoint));
        out.put(
                "parent_checkpoint",
                checkpoint
                        .parentId()
                        .map(parent -> pointer(checkpoint.threadId(), parent))
                        .orElse(null));
        return out;
    }

    static Map<String, @Nullable Object> pointer(Checkpoint checkpoint) {
        return pointer(checkpoint.threadId(), checkpoint.checkpointId());
    }

    private static Map<String, @Nullable Object> pointer(String threadId, String checkpointId) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("thread_id", threadId);
        out.put("checkpoint_ns", "");
        out.put("checkpoint_id", checkpointId);
        out.put("checkpoint_map", null);
        return out;
    }

    static Map<String, @Nullable Object> task(Checkpoint.Task task) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("id", task.id());
        out.put("name", task.name());
        out.put("path", List.of("__pregel_pull", task.name()));
        out.put("error", task.error().orElse(null));
        out.put("interrupts", interrupts(task.interrupts()));
        out.put("checkpoint", null);
        out.put("state", null);
        out.put("result", task.result().map(Shapes::update).orElse(null));
        return out;
    }

    static List<Map<String, @Nullable Object>> interrupts(List<Interrupt> interrupts) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Interrupt interrupt : interrupts) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("id", interrupt.id());
            one.put("value", interrupt.value());
            out.add(one);
        }
        return out;
    }

    static Map<String, @Nullable Object> values(StateValues values) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("messages", MessageOut.all(values.messages()));
        out.putAll(values.other());
        return out;
    }

    static Map<String, @Nullable Object> update(StateUpdate update) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("messages", MessageOut.all(update.messages()));
        out.putAll(update.other());
        return out;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Keeps only the wanted fields. */
    static Map<String, @Nullable Object> select(
            Map<String, @Nullable Object> object, Optional<List<String>> fields) {
        fields.ifPresent(wanted -> object.keySet().retainAll(wanted));
        return object;
    }
}
