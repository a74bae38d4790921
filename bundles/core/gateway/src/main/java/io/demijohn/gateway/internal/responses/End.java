package io.demijohn.gateway.internal.responses;

import io.demijohn.model.FinishReason;
import io.demijohn.model.ModelException;
import io.demijohn.model.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a response ended.
 *
 * @param status {@code completed, incomplete, failed} or {@code cancelled}
 * @param reason why it is incomplete
 * @param usage empty when the provider did not say, or failed
 * @param error code and message of a failure
 * @param at seconds since 1970
 */
record End(
        String status,
        Optional<String> reason,
        Optional<Usage> usage,
        Optional<Failure> error,
        long at) {

    /** Words of this dialect for a failure. */
    record Failure(String code, String message) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("code", code);
            json.put("message", message);
            return json;
        }
    }

    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";

    static End of(FinishReason finish, Optional<Usage> usage, long at) {
        return switch (finish) {
            case STOP, TOOL_CALLS ->
                    new End(COMPLETED, Optional.empty(), usage, Optional.empty(), at);
            case LENGTH -> incomplete("max_output_tokens", usage, at);
            case CONTENT_FILTER -> incomplete("content_filter", usage, at);
        };
    }

    private static End incomplete(String why, Optional<Usage> usage, long at) {
        return new End(INCOMPLETE, Optional.of(why), usage, Optional.empty(), at);
    }

    static End failed(String code, String message, long at) {
        return new End(
                FAILED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Failure(code, message)),
                at);
    }

    static End of(ModelException error, long at) {
        if (error.kind() == ModelException.Kind.CANCELLED) {
            return cancelled(at);
        }
        // Clients know a few codes only, and some refuse others.
        String code =
                switch (error.kind()) {
                    case RATE_LIMITED, QUOTA -> "rate_limit_exceeded";
                    case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_POLICY -> "invalid_prompt";
                    default -> "server_error";
                };
        return failed(code, String.valueOf(error.getMessage()), at);
    }

    static End cancelled(long at) {
        return new End(CANCELLED, Optional.empty(), Optional.empty(), Optional.empty(), at);
    }

    /** Whether the model has said what it had to say. */
    boolean isAnswer() {
        return status.equals(COMPLETED) || status.equals(INCOMPLETE);
    }
}
