package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Interrupt;
import io.demijohn.model.ToolCall;
import io.demijohn.runtime.internal.journal.NameId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The question to a person about a call that may have happened. */
final class OutcomeUnknown {

    static final String REASON = "outcome unknown";

    private static final int SHOWN_ARGUMENTS = 200;

    private OutcomeUnknown() {}

    /** Which call of the message it is about; also in a copy, where ids of checkpoints differ. */
    static int call(Interrupt interrupt) {
        return interrupt.value() instanceof Map<?, ?> question
                        && question.get("call") instanceof Number call
                ? call.intValue()
                : -1;
    }

    static Interrupt ask(String positionId, int call, ToolCall wish) {
        String arguments = wish.arguments();
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("reason", REASON);
        question.put("tool", wish.name());
        question.put("tool_call_id", wish.id());
        question.put("call", call);
        question.put(
                "arguments",
                arguments.length() > SHOWN_ARGUMENTS
                        ? arguments.substring(0, SHOWN_ARGUMENTS) + "..."
                        : arguments);
        question.put(
                "answer",
                "The call was cut off before its answer came, so it may have happened. Find out, then"
                        + " resume with {\"outcome\":\"done\",\"result\":\"what it answered\"},"
                        + " {\"outcome\":\"failed\",\"result\":\"why\"} or"
                        + " {\"outcome\":\"retry\"}; or in the shell: run:resolve.");
        return new Interrupt(NameId.of(positionId, "outcome-" + call), question);
    }
}
