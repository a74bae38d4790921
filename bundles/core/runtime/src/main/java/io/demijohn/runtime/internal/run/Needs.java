package io.demijohn.runtime.internal.run;

import io.demijohn.model.ModelInfo;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.tool.ToolEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the next node of a run needs of bundles. In the thread's mailbox. */
final class Needs {

    private final Turn turn;

    Needs(Turn turn) {
        this.turn = turn;
    }

    /** What has to come, in words; empty when all is there. */
    Optional<String> missing() {
        ThreadState state = turn.thread().state();
        boolean tools = state.position().next().contains(Position.TOOLS);
        List<String> missing = tools ? missingTools() : missingModels();
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
    }

    private List<String> missingTools() {
        ThreadState state = turn.thread().state();
        List<ToolCall> calls = Fold.calls(state);
        List<String> missing = new ArrayList<>();
        for (int call = 0; call < calls.size(); call++) {
            String name = calls.get(call).name();
            if (!state.round().results().containsKey(call) && had(name) && find(name).isEmpty()) {
                missing.add(sentence(name));
            }
        }
        return missing.stream().distinct().toList();
    }

    Optional<Origin> pin(String tool) {
        return Optional.ofNullable(turn.progress().tools().get(tool));
    }

    Optional<ToolEntry> find(String tool) {
        return turn.thread().kernel().toolbox().find(tool, pin(tool));
    }

    /** Whether it is a tool of the agent that was there: only such a one is waited for. */
    boolean had(String tool) {
        return turn.settings().tools().contains(tool)
                && (pin(tool).isPresent() || turn.thread().kernel().toolbox().seen(tool));
    }

    private String sentence(String tool) {
        return pin(tool)
                .map(
                        origin ->
                                "tool "
                                        + tool
                                        + " of bundle "
                                        + origin.bundle()
                                        + " "
                                        + origin.version()
                                        + ", or a later version with the same major number")
                .orElse("tool " + tool);
    }

    private List<String> missingModels() {
        Set<String> there =
                turn.thread().kernel().router().models().stream()
                        .map(ModelInfo::name)
                        .collect(Collectors.toSet());
        List<String> wanted = turn.settings().models();
        return wanted.stream().anyMatch(there::contains) ? List.of() : List.of(sentence(wanted));
    }

    static String sentence(List<String> models) {
        return models.size() == 1
                ? "model " + models.get(0)
                : "one of the models " + String.join(", ", models);
    }
}
