package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.StateUpdate;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what a caller wants run. Unknown fields are ignored, because newer clients send some; a
 * known field that would be ignored with consequences is refused.
 */
final class RunBody {

    private static final Set<String> NODES = Set.of("*", "agent", "tools");
    private static final List<String> KEPT =
            List.of(
                    "input",
                    "command",
                    "config",
                    "context",
                    "stream_mode",
                    "interrupt_before",
                    "interrupt_after",
                    "checkpoint_id",
                    "on_disconnect",
                    "webhook",
                    "after_seconds");

    private RunBody() {}

    static RunRequest read(Fields body, Optional<String> threadId, RunHandling handling) {
        Optional<Fields> command = body.optionalObject("command");
        return new RunRequest(
                body.string("assistant_id"),
                threadId,
                oneOf(body, "if_not_exists", "reject", "create").equals("create"),
                input(body, command),
                command.filter(c -> c.has("resume"))
                        .map(c -> new RunRequest.Resume(c.value("resume"))),
                CheckpointRef.in(body),
                ConfigIn.read(body),
                body.map("context"),
                body.map("metadata"),
                nodes(body, "interrupt_before"),
                nodes(body, "interrupt_after"),
                multitask(body),
                oneOf(body, "on_completion", "delete", "keep").equals("keep"),
                oneOf(body, "on_disconnect", "continue", "cancel").equals("cancel"),
                kwargs(body),
                handling);
    }

    private static Optional<StateUpdate> input(Fields body, Optional<Fields> command) {
        command.filter(c -> c.has("goto") && !List.of().equals(c.value("goto")))
                .ifPresent(
                        c -> {
                            throw new FieldProblem(
                                    c.path("goto"), "is not supported: an agent has one loop");
                        });
        Optional<Fields> update = command.flatMap(c -> c.optionalObject("update"));
        return body.optionalObject("input").or(() -> update).map(MessageIn::update);
    }

    private static List<String> nodes(Fields body, String name) {
        List<String> nodes = body.strings(name);
        for (String node : nodes) {
            if (!NODES.contains(node)) {
                throw new FieldProblem(body.path(name), "must be \"*\" or of agent and tools");
            }
        }
        return nodes;
    }

    private static MultitaskStrategy multitask(Fields body) {
        String text =
                oneOf(body, "multitask_strategy", "enqueue", "reject", "interrupt", "rollback");
        return switch (text) {
            case "reject" -> MultitaskStrategy.REJECT;
            case "interrupt" -> MultitaskStrategy.INTERRUPT;
            case "rollback" -> MultitaskStrategy.ROLLBACK;
            default -> MultitaskStrategy.ENQUEUE;
        };
    }

    /** A word of a list; the first is what an absent one means. */
    static String oneOf(Fields body, String name, String... words) {
        String word = body.optionalString(name).orElse(words[0]);
        if (!List.of(words).contains(word)) {
            throw new FieldProblem(body.path(name), "must be one of " + String.join(", ", words));
        }
        return word;
    }

    private static Map<String, Object> kwargs(Fields body) {
        Map<String, Object> kwargs = new LinkedHashMap<>();
        for (String name : KEPT) {
            Object value = body.value(name);
            if (value != null) {
                kwargs.put(name, value);
            }
        }
        return kwargs;
    }
}
