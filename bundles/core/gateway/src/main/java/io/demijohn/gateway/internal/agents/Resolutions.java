package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolved;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person found out about a call that may have happened. */
final class Resolutions {

    private static final String RESULT = "result";

    private Resolutions() {}

    static Resolution read(Call call, Fields body) {
        String by = call.principal().keyId();
        String outcome = body.string("outcome");
        return switch (outcome) {
            case "done" -> Resolution.done(text(body), by);
            case "failed" -> Resolution.failed(text(body), by);
            case "retry" -> retry(body, by);
            default ->
                    throw new FieldProblem(
                            body.path("outcome"), "must be one of done, failed, retry");
        };
    }

    private static Resolution retry(Fields body, String by) {
        if (body.has(RESULT)) {
            throw new FieldProblem(body.path(RESULT), "must be left out of a retry");
        }
        return Resolution.retry(by);
    }

    private static String text(Fields body) {
        Object value = body.value(RESULT);
        if (value == null) {
            throw new FieldProblem(
                    body.path(RESULT), "is missing: what the tool answered, or why it failed");
        }
        String text =
                value instanceof String plain
                        ? plain
                        : new String(Json.write(value), StandardCharsets.UTF_8);
        if (text.length() > Resolution.MAX_TEXT) {
            throw new FieldProblem(
                    body.path(RESULT),
                    "must be at most " + Resolution.MAX_TEXT + " characters long");
        }
        return text;
    }

    static Map<String, @Nullable Object> shape(Resolved resolved) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("calls", resolved.calls().stream().map(Resolutions::shape).toList());
        out.put("open", resolved.open());
        out.put("run", resolved.next().map(Shapes::run).orElse(null));
        return out;
    }

    private static Map<String, @Nullable Object> shape(CallInQuestion call) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("thread_id", call.threadId());
        out.put("run_id", call.runId());
        out.put("interrupt_id", call.questionId());
        out.put("tool_call_id", call.callId());
        out.put("tool", call.tool());
        out.put("arguments", call.arguments());
        out.put("since", Shapes.time(call.since()));
        out.put("outcome", call.resolution().map(r -> Shapes.lower(r.outcome())).orElse(null));
        out.put("by", call.resolution().map(Resolution::by).orElse(null));
        return out;
    }
}
