package io.demijohn.provider.ollama.internal;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

final class OllamaModelContractTest extends ChatModelContract {

    private static final Map<String, Kind> FAILURES = new LinkedHashMap<>();

    static {
        says(400, "json: cannot unmarshal", Kind.INVALID_REQUEST);
        says(400, "registry.ollama.ai/library/x does not support tools", Kind.INVALID_REQUEST);
        says(400, "the input length exceeds the context length", Kind.CONTEXT_LENGTH);
        says(401, "unauthorized", Kind.AUTHENTICATION);
        says(402, "upgrade for higher limits", Kind.QUOTA);
        says(404, "model 'llama' not found", Kind.NOT_FOUND);
        says(429, "too many requests", Kind.RATE_LIMITED);
        says(429, "you have reached your weekly usage limit", Kind.QUOTA);
        says(500, "model requires more system memory (9 GiB) than is available", Kind.OVERLOADED);
        says(500, "llama runner process has terminated", Kind.UNAVAILABLE);
        says(503, "server busy, please try again.", Kind.OVERLOADED);
        FAILURES.put("502 <html>Bad gateway</html>", Kind.UNAVAILABLE);
        FAILURES.put("200 {\"error\":\"llama runner process has terminated\"}", Kind.UNAVAILABLE);
        FAILURES.put("200 {\"version\":\"0.12.0\"}", Kind.PROTOCOL);
        FAILURES.put("200 []", Kind.PROTOCOL);
    }

    private static void says(int status, String error, Kind kind) {
        FAILURES.put(status + " {\"error\":\"" + error + "\"}", kind);
    }

    @Override
    protected ModelStand stand(Situation situation) {
        return new Stand(call -> play(situation, call));
    }

    private static void play(Situation situation, Call call) throws IOException {
        switch (situation) {
            case ANSWERS -> call.begin().text("one ").text("two").end();
            case CALLS_TOOLS ->
                    call.begin()
                            .text("Let me look.")
                            .tool("", "{\"word\":\"ape\"}")
                            .tool("", "{\"word\":\"bee\"}")
                            .end();
            case FAILS_BEFORE_FIRST -> call.answer(503, "{\"error\":\"server busy\"}");
            case FAILS_AFTER_FIRST -> {
                call.begin().text("one ").text("two");
                call.raw().reset();
            }
            case HANGS -> call.raw().hold();
            case STALLS -> {
                call.begin().text("one ");
                call.raw().hold();
            }
        }
    }

    @Override
    protected Map<String, Kind> failures() {
        return FAILURES;
    }

    @Override
    protected ModelStand failing(String failure) {
        int space = failure.indexOf(' ');
        int status = Integer.parseInt(failure.substring(0, space));
        return new Stand(call -> call.answer(status, failure.substring(space + 1)));
    }
}
