package io.demijohn.gateway.internal.http;

import io.demijohn.gateway.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How errors look to the client that asks. */
public enum Dialect {
    /** LangGraph's SDK: {@code {"detail": "…"}}, 422 for a wrong field. */
    AGENTS(422),
    /** Our own: {@code {"detail": "…"}}, 400 for a wrong field. */
    ADMIN(400),
    /** OpenAI's: {@code {"error": {…}}}, 400 for a wrong field. */
    OPENAI(400);

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
     * @return JSON
     */
    public byte[] body(Problem problem) {
        return Json.write(
                this == OPENAI
                        ? Map.of("error", openAi(problem))
                        : Map.of("detail", problem.text()));
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
}
