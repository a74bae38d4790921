package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Interrupt;
import io.demijohn.agent.RunRequest.Resume;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person said about calls of unknown outcome. */
final class Answers {

    private Answers() {}

    /** Refuses an answer that does not say what became of the calls. */
    static void check(Resume resume, List<Interrupt> interrupts) {
        boolean byId = byId(resume, interrupts);
        if (!byId && interrupts.size() > 1) {
            throw Failures.invalid(
                    "command.resume must map interrupt ids to answers: "
                            + interrupts.size()
                            + " questions are open");
        }
        for (Interrupt interrupt : interrupts) {
            Object answer = answer(resume, interrupt, byId).orElse(null);
            boolean skipped = byId && answer == null;
            if (!skipped && outcome(answer).isEmpty()) {
                throw Failures.invalid(
                        "command.resume must be {\"outcome\":\"done\",\"result\":...} or"
                                + " {\"outcome\":\"retry\"}");
            }
        }
    }

    private static boolean byId(Resume resume, List<Interrupt> interrupts) {
        return resume.value() instanceof Map<?, ?> map
                && interrupts.stream().anyMatch(interrupt -> map.containsKey(interrupt.id()));
    }

    private static Optional<Object> answer(Resume resume, Interrupt interrupt, boolean byId) {
        Object value = resume.value();
        return byId && value instanceof Map<?, ?> map
                ? Optional.ofNullable(map.get(interrupt.id()))
                : Optional.ofNullable(value);
    }

    private static Optional<String> outcome(@Nullable Object answer) {
        return answer instanceof Map<?, ?> map
                        && map.get("outcome") instanceof String outcome
                        && (outcome.equals(OutcomeUnknown.DONE)
                                || outcome.equals(OutcomeUnknown.RETRY))
                ? Optional.of(outcome)
                : Optional.empty();
    }

    /** Writes the answers down: results of calls that were made, leave to make others again. */
    static void record(Turn turn, List<Interrupt> interrupts) {
        Resume resume = turn.run().order().resume().orElseThrow();
        boolean byId = byId(resume, interrupts);
        String position = turn.thread().state().position().id();
        List<ToolCall> calls = Fold.calls(turn.thread().state());
        List<Integer> retry = new ArrayList<>();
        List<Fact> results = new ArrayList<>();
        for (int call = 0; call < calls.size(); call++) {
            String id = OutcomeUnknown.id(position, call);
            int place = call;
            interrupts.stream()
                    .filter(interrupt -> interrupt.id().equals(id))
                    .findFirst()
                    .flatMap(interrupt -> answer(resume, interrupt, byId))
                    .ifPresent(
                            answer -> {
                                if (outcome(answer).equals(Optional.of(OutcomeUnknown.RETRY))) {
                                    retry.add(place);
                                } else if (outcome(answer).isPresent()) {
                                    results.add(
                                            acted(turn, position, place, calls.get(place), answer));
                                }
                            });
        }
        List<Fact> facts = new ArrayList<>();
        if (!retry.isEmpty()) {
            facts.add(new Fact.Released(turn.thread().now(), turn.runId(), retry));
        }
        facts.addAll(results);
        turn.thread().record(facts, true);
    }

    private static Fact acted(Turn turn, String position, int call, ToolCall wish, Object answer) {
        Object result = ((Map<?, ?>) answer).get("result");
        String text = result == null ? "" : result instanceof String s ? s : JsonText.text(result);
        Message message =
                Message.toolResult(
                        NameId.of(turn.runId(), position + "-" + call), wish, text, false);
        return new Fact.Acted(turn.thread().now(), turn.runId(), turn.attempt(), call, message);
    }
}
