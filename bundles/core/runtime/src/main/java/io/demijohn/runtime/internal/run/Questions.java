package io.demijohn.runtime.internal.run;

import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.Resolution;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.journal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls of a thread that are in question, and those that were until lately.
 *
 * @param all with what was said of each
 */
record Questions(List<CallInQuestion> all) {

    static Questions of(ThreadState state) {
        Map<String, CallInQuestion> all = new LinkedHashMap<>();
        state.verdicts().said().forEach((id, verdict) -> all.put(id, said(state, id, verdict)));
        if (state.stop().paused()) {
            for (Interrupt interrupt : state.stop().interrupts()) {
                asked(state, interrupt).ifPresent(one -> all.putIfAbsent(one.questionId(), one));
            }
        }
        return new Questions(List.copyOf(all.values()));
    }

    private static CallInQuestion said(ThreadState state, String id, Verdict verdict) {
        return new CallInQuestion(
                state.threadId(),
                run(state),
                id,
                verdict.callId(),
                verdict.tool(),
                "",
                since(state),
                Optional.of(verdict.said()));
    }

    private static Optional<CallInQuestion> asked(ThreadState state, Interrupt interrupt) {
        if (!(interrupt.value() instanceof Map<?, ?> question)
                || !OutcomeUnknown.REASON.equals(question.get("reason"))) {
            return Optional.empty();
        }
        Optional<Resolution> none = Optional.empty();
        return Optional.of(
                new CallInQuestion(
                        state.threadId(),
                        run(state),
                        interrupt.id(),
                        text(question, "tool_call_id"),
                        text(question, "tool"),
                        text(question, "arguments"),
                        since(state),
                        none));
    }

    private static String text(Map<?, ?> question, String key) {
        return question.get(key) instanceof String text ? text : "";
    }

    private static String run(ThreadState state) {
        return String.valueOf(state.position().metadata().getOrDefault("run_id", ""));
    }

    private static Instant since(ThreadState state) {
        return Instant.ofEpochMilli(state.verdicts().since());
    }

    List<CallInQuestion> open() {
        List<CallInQuestion> open = new ArrayList<>(all);
        open.removeIf(one -> one.resolution().isPresent());
        return open;
    }
}
