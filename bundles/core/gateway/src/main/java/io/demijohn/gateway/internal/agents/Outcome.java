package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What wait and join answer: never null, because the client throws on it. */
final class Outcome {

    private Outcome() {}

    static Map<String, @Nullable Object> of(RunOutcome outcome) {
        Optional<Map<String, Object>> error = error(outcome.run());
        if (error.isPresent()) {
            return failure(error.get());
        }
        Map<String, @Nullable Object> out = Shapes.values(outcome.state().values());
        if (outcome.run().status() == RunStatus.SUCCESS && !outcome.state().next().isEmpty()) {
            out.put("__interrupt__", interrupts(outcome.state()));
        }
        return out;
    }

    static Map<String, @Nullable Object> failure(Map<String, Object> error) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("__error__", error);
        return out;
    }

    private static Object interrupts(Checkpoint state) {
        return Shapes.interrupts(
                state.tasks().stream().flatMap(task -> task.interrupts().stream()).toList());
    }

    static Optional<Map<String, Object>> error(Run run) {
        boolean failed = run.status() == RunStatus.ERROR || run.status() == RunStatus.TIMEOUT;
        if (!failed) {
            return Optional.empty();
        }
        Run.RunError error =
                run.error()
                        .orElseGet(
                                () -> new Run.RunError(run.status().name(), "The run has failed"));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("error", error.error());
        out.put("message", error.message());
        return Optional.of(out);
    }
}
