package io.demijohn.provider.openai.internal;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

final class OpenAiModelContractTest extends ChatModelContract {

    private static final Map<String, Kind> STATUSES = new LinkedHashMap<>();

    static {
        STATUSES.put("400 {}", Kind.INVALID_REQUEST);
        STATUSES.put("400 {\"error\":{\"code\":\"context_length_exceeded\"}}", Kind.CONTEXT_LENGTH);
        STATUSES.put(
                "400 {\"error\":{\"message\":\"This model's maximum context length is 8192\"}}",
                Kind.CONTEXT_LENGTH);
        STATUSES.put("400 {\"error\":{\"code\":\"content_filter\"}}", Kind.CONTENT_POLICY);
        STATUSES.put("401 {\"error\":\"no\"}", Kind.AUTHENTICATION);
        STATUSES.put("402 {}", Kind.QUOTA);
        STATUSES.put("403 <html>", Kind.AUTHENTICATION);
        STATUSES.put("404 {\"error\":{\"message\":\"no such model\"}}", Kind.NOT_FOUND);
        STATUSES.put("408 ", Kind.TIMEOUT);
        STATUSES.put("422 {\"detail\":[{\"msg\":\"x\"}]}", Kind.INVALID_REQUEST);
        STATUSES.put("429 {\"error\":{\"code\":\"rate_limit_exceeded\"}}", Kind.RATE_LIMITED);
        STATUSES.put("429 {\"error\":{\"code\":\"insufficient_quota\"}}", Kind.QUOTA);
        STATUSES.put("429 slow down", Kind.RATE_LIMITED);
        STATUSES.put("500 {\"error\":{\"message\":null}}", Kind.UNAVAILABLE);
        STATUSES.put("502 <html>Bad gateway</html>", Kind.UNAVAILABLE);
        STATUSES.put("503 ", Kind.OVERLOADED);
        STATUSES.put("504 ", Kind.TIMEOUT);
        STATUSES.put("529 {\"error\":{\"type\":\"overloaded_error\"}}", Kind.OVERLOADED);
        STATUSES.put("302 ", Kind.PROTOCOL);
    }

    @Override
    protected ModelStand stand(Situation situation) {
        return new Stand(call -> play(situation, call));
    }

    private static void play(Situation situation, Call call) throws IOException {
        switch (situation) {
            case ANSWERS ->
                    call.stream()
                            .text("one ")
                            .text("two")
                            .finish("stop")
                            .usage("{\"prompt_tokens\":3,\"completion_tokens\":2}")
                            .done();
            case CALLS_TOOLS -> toolCalls(call);
            case FAILS_BEFORE_FIRST -> call.answer(503, "application/json", "{}");
            case FAILS_AFTER_FIRST -> {
                call.stream().text("one ").text("two");
                call.reset();
            }
            case HANGS -> call.hold();
            case STALLS -> call.stream().text("one ").hold();
        }
    }

    private static void toolCalls(Call call) throws IOException {
        call.stream()
                .event(
                        piece(
                                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"lookup\","
                                        + "\"arguments\":\"\"}}"))
                .event(piece("{\"index\":0,\"function\":{\"arguments\":\"{\\\"word\\\":\"}}"))
                .event(
                        piece(
                                "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"lookup\","
                                        + "\"arguments\":\"{}\"}}"))
                .event(piece("{\"index\":0,\"function\":{\"arguments\":\"\\\"ape\\\"}\"}}"))
                .finish("tool_calls")
                .done();
    }

    private static String piece(String call) {
        return "{\"choices\":[{\"delta\":{\"tool_calls\":[" + call + "]}}]}";
    }

    @Override
    protected Map<String, Kind> failures() {
        return STATUSES;
    }

    @Override
    protected ModelStand failing(String failure) {
        int space = failure.indexOf(' ');
        int status = Integer.parseInt(failure.substring(0, space));
        return new Stand(
                call -> call.answer(status, "application/json", failure.substring(space + 1)));
    }
}
