package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolution.Outcome;
import io.demijohn.agent.RunRequest.Resume;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.journal.Verdict;
import io.demijohn.runtime.internal.json.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person said about calls of unknown outcome: before, one by one, or in the resume. */
final class Answers {

    private static final String WHO = "a resume";

    private Answers() {}

    /** Refuses an answer that does not say what became of the calls. */
    static void check(Resume resume, ThreadState standing) {
        List<Interrupt> open = new ArrayList<>();
        boolean byId = byId(resume, standing.stop().interrupts());
        for (Interrupt interrupt : standing.stop().interrupts()) {
            Verdict before = standing.verdicts().said().get(interrupt.id());
            if (before == null) {
                open.add(interrupt);
            } else if (byId) {
                answer(resume, interrupt, true).ifPresent(again -> refuseOther(before, again));
            }
        }
        if (!byId && open.size() > 1) {
            throw Failures.invalid(
                    "command.resume must map interrupt ids to answers: "
                            + open.size()
                            + " questions are open");
        }
        for (Interrupt interrupt : open) {
            Object answer = answer(resume, interrupt, byId).orElse(null);
            boolean skipped = byId && answer == null;
            if (!skipped && resolution(answer).isEmpty()) {
                throw Failures.invalid(
                        "command.resume must be {\"outcome\":\"done\",\"result\":...},"
                                + " {\"outcome\":\"failed\",\"result\":...} or"
                                + " {\"outcome\":\"retry\"}");
            }
        }
    }

    private static void refuseOther(Verdict before, Object again) {
        if (!resolution(again).map(before::same).orElse(false)) {
            throw new AgentException(
                    AgentException.Kind.BUSY,
                    "call " + before.callId() + " was answered before, by " + before.by());
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

    private static Optional<Resolution> resolution(@Nullable Object answer) {
        if (!(answer instanceof Map<?, ?> map) || !(map.get("outcome") instanceof String word)) {
            return Optional.empty();
        }
        Object result = map.get("result");
        String text = result == null ? "" : result instanceof String s ? s : JsonText.text(result);
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(
                        new Resolution(outcome, outcome == Outcome.RETRY ? "" : text, WHO));
            }
        }
        return Optional.empty();
    }

    /** Writes the answers down: results of calls that were made, leave to make others again. */
    static void record(Turn turn, ThreadState standing) {
        Map<Integer, Resolution> said = said(turn, standing);
        String position = turn.thread().state().position().id();
        List<ToolCall> calls = Fold.calls(turn.thread().state());
        List<Integer> retry = new ArrayList<>();
        List<Fact> results = new ArrayList<>();
        for (int call = 0; call < calls.size(); call++) {
            Resolution answer = said.get(call);
            if (answer != null && answer.outcome() == Outcome.RETRY) {
                retry.add(call);
            } else if (answer != null) {
                results.add(acted(turn, position, call, calls.get(call), answer));
            }
        }
        List<Fact> facts = new ArrayList<>();
        if (!retry.isEmpty()) {
            facts.add(new Fact.Released(turn.thread().now(), turn.runId(), retry));
        }
        facts.addAll(results);
        turn.thread().record(facts, true);
    }

    private static Map<Integer, Resolution> said(Turn turn, ThreadState standing) {
        Resume resume = turn.run().order().resume().orElseThrow();
        List<Interrupt> interrupts = standing.stop().interrupts();
        boolean byId = byId(resume, interrupts);
        Map<Integer, Resolution> all = new LinkedHashMap<>();
        for (Interrupt interrupt : interrupts) {
            Verdict before = standing.verdicts().said().get(interrupt.id());
            Optional<Resolution> said =
                    before == null
                            ? answer(resume, interrupt, byId).flatMap(Answers::resolution)
                            : Optional.of(before.said());
            said.ifPresent(one -> all.put(OutcomeUnknown.call(interrupt), one));
        }
        return all;
    }

    private static Fact acted(
            Turn turn, String position, int call, ToolCall wish, Resolution answer) {
        Message message =
                Message.toolResult(
                        NameId.of(turn.runId(), position + "-" + call),
                        wish,
                        answer.text(),
                        answer.outcome() == Outcome.FAILED);
        return new Fact.Acted(turn.thread().now(), turn.runId(), turn.attempt(), call, message);
    }
}
