package io.demijohn.provider.anthropic.internal;

import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.ChatModelContract;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.model.Situation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

final class AnthropicModelContractTest extends ChatModelContract {

    private static final Map<String, Kind> STATUSES = new LinkedHashMap<>();

    static {
        STATUSES.put("400 {}", Kind.INVALID_REQUEST);
        says(400, "invalid_request_error", "max_tokens: must be a number", Kind.INVALID_REQUEST);
        says(
                400,
                "invalid_request_error",
                "prompt is too long: 210000 tokens > 200000 maximum",
                Kind.CONTEXT_LENGTH);
        says(
                400,
                "invalid_request_error",
                "input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000",
                Kind.CONTEXT_LENGTH);
        says(
                400,
                "invalid_request_error",
                "Your credit balance is too low to access the Anthropic API",
                Kind.QUOTA);
        says(
                400,
                "invalid_request_error",
                "You have reached your specified API usage limits.",
                Kind.QUOTA);
        says(
                400,
                "invalid_request_error",
                "Output blocked by content filtering policy",
                Kind.CONTENT_POLICY);
        says(401, "authentication_error", "invalid x-api-key", Kind.AUTHENTICATION);
        says(402, "billing_error", "pay", Kind.QUOTA);
        says(403, "permission_error", "no", Kind.AUTHENTICATION);
        says(404, "not_found_error", "model: claude-0", Kind.NOT_FOUND);
        says(413, "request_too_large", "Request exceeds the maximum size", Kind.CONTEXT_LENGTH);
        says(429, "rate_limit_error", "slow down", Kind.RATE_LIMITED);
        says(500, "api_error", "Internal server error", Kind.UNAVAILABLE);
        says(504, "timeout_error", "too slow", Kind.TIMEOUT);
        says(529, "overloaded_error", "Overloaded", Kind.OVERLOADED);
        // What stands between us and the provider answers in other words, or none.
        says(422, "invalid_request_error", "no", Kind.INVALID_REQUEST);
        says(404, "invalid_request_error", "no such path", Kind.NOT_FOUND);
        STATUSES.put("302 ", Kind.PROTOCOL);
        STATUSES.put("401 {\"error\":\"no\"}", Kind.AUTHENTICATION);
        STATUSES.put("402 {}", Kind.QUOTA);
        STATUSES.put("403 <html>", Kind.AUTHENTICATION);
        STATUSES.put("404 {\"message\":\"no such path\"}", Kind.NOT_FOUND);
        STATUSES.put("408 ", Kind.TIMEOUT);
        STATUSES.put("413 <html>Too large</html>", Kind.CONTEXT_LENGTH);
        STATUSES.put("429 slow down", Kind.RATE_LIMITED);
        STATUSES.put("500 {\"error\":{\"message\":null}}", Kind.UNAVAILABLE);
        STATUSES.put("502 <html>Bad gateway</html>", Kind.UNAVAILABLE);
        STATUSES.put("503 ", Kind.OVERLOADED);
        STATUSES.put("504 ", Kind.TIMEOUT);
        STATUSES.put("529 ", Kind.OVERLOADED);
    }

    private static void says(int status, String type, String message, Kind kind) {
        STATUSES.put(status + " " + error(type, message), kind);
    }

    private static String error(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\""
                + type
                + "\",\"message\":\""
                + message
                + "\"},\"request_id\":\"req_1\"}";
    }

    @Override
    protected ModelStand stand(Situation situation) {
        return new Stand(call -> play(situation, call));
    }

    private static void play(Situation situation, Call call) throws IOException {
        switch (situation) {
            case ANSWERS -> call.begin().ping().text("one ").text("two").end("end_turn");
            case CALLS_TOOLS -> toolCalls(call);
            case FAILS_BEFORE_FIRST ->
                    call.answer(529, "application/json", error("overloaded_error", "Overloaded"));
            case FAILS_AFTER_FIRST -> {
                call.begin().text("one ").text("two");
                call.reset();
            }
            case HANGS -> call.hold();
            case STALLS -> call.begin().text("one ").hold();
        }
    }

    private static void toolCalls(Call call) throws IOException {
        call.begin()
                .text("Let me look.")
                .close(0)
                .tool(1, "toolu_1", "{}")
                .json(1, "")
                .json(1, "{\\\"word\\\": ")
                .json(1, "\\\"ape\\\"}")
                .close(1)
                .tool(2, "toolu_2", "{}")
                .json(2, "{\\\"word\\\":\\\"bee\\\"}")
                .close(2)
                .finish("tool_use", Call.USAGE)
                .stop();
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
