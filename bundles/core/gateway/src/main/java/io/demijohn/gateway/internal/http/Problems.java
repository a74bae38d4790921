package io.demijohn.gateway.internal.http;

import io.demijohn.agent.AgentException;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.JsonProblem;
import io.demijohn.model.ModelException;
import io.demijohn.tenant.TenantException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what was thrown into what the caller is told. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private Problems() {}

    /**
     * Finds the problem behind a failure.
     *
     * @param thrown what was thrown, wrapped or not
     * @param dialect decides the status of a wrong field
     * @param requestId names the request in the log
     * @return what to tell; a defect of ours is logged and told without details
     */
    public static Problem of(Throwable thrown, Dialect dialect, String requestId) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof AgentException refused) {
            return refusal(refused, dialect);
        }
        if (cause instanceof TenantException refused) {
            return refusal(refused);
        }
        if (cause instanceof ModelException failed) {
            return failure(failed);
        }
        if (cause instanceof FieldProblem wrong) {
            return Problem.of(dialect.wrongField(), String.valueOf(wrong.getMessage()))
                    .withField(wrong.field());
        }
        if (cause instanceof JsonProblem json) {
            return Problem.of(400, String.valueOf(json.getMessage()));
        }
        LOG.error("Request {} failed: a defect of the platform", requestId, cause);
        return Problem.of(
                500, "Internal error: the log has the details under request id " + requestId);
    }

    /**
     * Takes off what futures wrap around a failure.
     *
     * @param thrown what was thrown
     * @return the failure itself
     */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * What kind of failure it is, for answers whose status was sent already.
     *
     * @param thrown what was thrown, wrapped or not
     * @return such as {@code UNAVAILABLE}; never a name of our classes
     */
    public static String kind(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof AgentException refused) {
            return refused.kind().name();
        }
        return cause instanceof Problem ? "UNAVAILABLE" : "INTERNAL";
    }

    private static Problem refusal(AgentException e, Dialect dialect) {
        int status =
                switch (e.kind()) {
                    case INVALID -> dialect.wrongField();
                    case NOT_FOUND -> 404;
                    case EXISTS, BUSY -> 409;
                    case QUOTA -> 429;
                    case OVERLOADED, UNAVAILABLE -> 503;
                };
        Problem problem = Problem.of(status, String.valueOf(e.getMessage()));
        return status == 503 || status == 429
                ? problem.after(e.retryAfter().or(() -> Optional.of(SOON)))
                : problem;
    }

    private static Problem refusal(TenantException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case INVALID -> Problem.of(400, message);
            case NOT_FOUND -> Problem.of(404, message);
            case EXISTS -> Problem.of(409, message);
            case UNAVAILABLE -> Problem.of(503, message).after(Optional.of(SOON));
        };
    }

    private static Problem failure(ModelException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case INVALID_REQUEST -> Problem.of(400, message);
            case CONTEXT_LENGTH -> Problem.of(400, message).withCode("context_length_exceeded");
            case CONTENT_POLICY -> Problem.of(400, message).withCode("content_policy_violation");
            // the caller's key was fine: it is the platform's credential that the provider refused
            case AUTHENTICATION -> Problem.of(502, message).withCode("provider_authentication");
            case NOT_FOUND -> Problem.of(404, message).withCode("model_not_found");
            case RATE_LIMITED ->
                    Problem.of(429, message)
                            .withCode("rate_limit_exceeded")
                            .after(e.retryAfter().or(() -> Optional.of(SOON)));
            case QUOTA -> Problem.of(429, message).withCode("insufficient_quota");
            case OVERLOADED ->
                    Problem.of(503, message)
                            .withCode("overloaded")
                            .after(e.retryAfter().or(() -> Optional.of(SOON)));
            case UNAVAILABLE -> Problem.of(502, message).withCode("provider_unavailable");
            case TIMEOUT -> Problem.of(504, message).withCode("timeout");
            case TRUNCATED, PROTOCOL -> Problem.of(502, message).withCode("bad_provider_answer");
            case CANCELLED -> Problem.of(499, message).withCode("cancelled");
            case INTERNAL -> Problem.of(500, message);
        };
    }
}
