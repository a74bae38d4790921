package io.demijohn.gateway.internal.http;

import io.demijohn.gateway.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How errors look to the client that asks. */
public enum Dialect {
    /** LangGraph's SDK: {@code {"detail": "…"}}, 422 for a wrong field. */
    AGENTS(422),
    /** Our own: {@code {"detail": "…"}}, 400 for a wrong field. */
    ADMIN(400),
    /** OpenAI's: {@code {"error": {…}}}, 400 for a wrong field. */
    OPENAI(400),
    /**
     * Anthropic's: {@code {"type": "error", "error": {…}, "request_id": …}}, 400 for a wrong field.
     */
    ANTHROPIC(400);

    /**
     * A request with this header wants Anthropic's answers, also where OpenAI has the same path.
     */
    public static final String ANTHROPIC_HEADER = "anthropic-version";

    /**
     * The code of an answer to which Anthropic's clients say everything again, without a thread.
     */
    public static final String NO_THREADS = "thread_unsupported_request";

    private final int wrongField;

    Dialect(int wrongField) {
        this.wrongField = wrongField;
    }

    /**
     * The status of a body whose field is wrong.
     *
     * @return 400 or 422
     */
    public int wrongField() {
        return wrongField;
    }

    /**
     * The body of an error.
     *
     * @param problem what is wrong
     * @param requestId names the request
     * @return JSON
     */
    public byte[] body(Problem problem, String requestId) {
        return Json.write(
                switch (this) {
                    case OPENAI -> Map.of("error", openAi(problem));
                    case ANTHROPIC -> anthropic(problem, requestId);
                    default -> Map.of("detail", problem.text());
                });
    }

    /**
     * The status of a problem. Anthropic has one of its own for a model with too much to do.
     *
     * @param problem what is wrong
     * @return the HTTP status
     */
    public int status(Problem problem) {
        return this == ANTHROPIC && problem.code().filter("overloaded"::equals).isPresent()
                ? 529
                : problem.status();
    }

    /**
     * OpenAI's error object.
     *
     * @param problem what is wrong
     * @return {@code message, type, param, code}
     */
    public static Map<String, @Nullable Object> openAi(Problem problem) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", problem.text());
        error.put("type", type(problem.status()));
        error.put("param", problem.field().orElse(null));
        error.put("code", problem.code().orElse(null));
        return error;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    /**
     * Anthropic's error, as a body and as an event.
     *
     * @param problem what is wrong
     * @param requestId names the request
     * @return {@code type, error, request_id}
     */
    public static Map<String, Object> anthropic(Problem problem, String requestId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", anthropicType(problem.status()));
        error.put("message", problem.text());
        problem.code()
                .filter(NO_THREADS::equals)
                .ifPresent(code -> error.put("details", noThreads()));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("error", error);
        body.put("request_id", requestId);
        return body;
    }

    private static Map<String, Object> noThreads() {
        return Map.of("error_code", NO_THREADS, "unsupported", List.of("thread"));
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
