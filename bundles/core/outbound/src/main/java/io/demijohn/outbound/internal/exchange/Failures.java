package io.demijohn.outbound.internal.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.config.Json;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Says what a provider's failure means. */
public final class Failures {

    private static final int MESSAGE = 300;

    private final Endpoint endpoint;
    private final ErrorHints hints;

    Failures(Endpoint endpoint, ErrorHints hints) {
        this.endpoint = endpoint;
        this.hints = hints;
    }

    /** A status other than 2xx. */
    ModelException status(int status, String body, Optional<Duration> retryAfter) {
        JsonNode error = error(Json.read(body));
        return new ModelException(
                kind(status, error), says("status " + status) + detail(error), null, retryAfter);
    }

    /**
     * An error object in a stream that began well, or in a 200.
     *
     * @param error the object
     * @return what to tell
     */
    public ModelException inBand(JsonNode error) {
        int status = error.path("code").asInt(error.path("status").asInt(500));
        return new ModelException(
                kind(status < 400 || status > 599 ? 500 : status, error),
                says("an error in the answer") + detail(error),
                null,
                Optional.empty());
    }

    /**
     * An answer that cannot be understood.
     *
     * @param what the answer is, to follow "answered with"
     * @return what to tell
     */
    public ModelException protocol(String what) {
        return new ModelException(Kind.PROTOCOL, says(what));
    }

    /**
     * An answer that broke off.
     *
     * @param what the answer is, to follow "answered with"
     * @return what to tell
     */
    public ModelException truncated(String what) {
        return new ModelException(Kind.TRUNCATED, says(what));
    }

    ModelException timeout(String what) {
        return new ModelException(Kind.TIMEOUT, endpoint.host() + " " + what);
    }

    ModelException network(Throwable thrown, boolean answered) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ModelException failure) {
            return failure;
        }
        boolean connecting =
                cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        String what =
                connecting
                        ? " cannot be reached: "
                        : answered ? " broke off its answer: " : " closed the connection: ";
        return new ModelException(
                answered && !connecting ? Kind.TRUNCATED : Kind.UNAVAILABLE,
                endpoint.host() + what + clean(reason(cause, connecting)),
                cause,
                Optional.empty());
    }

    /** The JDK's HTTP client says nothing when a connection is refused. */
    private static String reason(Throwable cause, boolean connecting) {
        String message = cause.getMessage();
        if (message != null) {
            return message;
        }
        return connecting ? "connection refused" : cause.getClass().getSimpleName();
    }

    /**
     * The error object of a body, in the usual shape or in one of those that others made of it.
     *
     * @param body of an answer
     * @return a missing node when there is none
     */
    public static JsonNode error(JsonNode body) {
        JsonNode first = body.isArray() ? body.path(0) : body;
        if (first.hasNonNull("error")) {
            JsonNode error = first.get("error");
            return error.isTextual() ? Json.NODES.objectNode().set("message", error) : error;
        }
        return first.has("message") || first.has("code") ? first : Json.NODES.missingNode();
    }

    private Kind kind(int status, JsonNode error) {
        return hints.kind(status, error).orElseGet(() -> kind(status));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.AUTHENTICATION;
            case 402 -> Kind.QUOTA;
            case 404 -> Kind.NOT_FOUND;
            case 408, 504, 524 -> Kind.TIMEOUT;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            default -> status < 400 ? Kind.PROTOCOL : general(status);
        };
    }

    private static Kind general(int status) {
        // 409 and 425 say "not now", and clients of OpenAI repeat them.
        return status >= 500 || status == 409 || status == 425
                ? Kind.UNAVAILABLE
                : Kind.INVALID_REQUEST;
    }

    private String says(String what) {
        return endpoint.host() + " answered with " + what;
    }

    private String detail(JsonNode error) {
        String message = clean(error.path("message").asText());
        return message.isBlank() ? "" : ": " + message;
    }

    /** Cuts, keeps to one line, and takes our key out in case the provider repeats it. */
    private String clean(String text) {
        String redacted = endpoint.redact(text);
        String line = redacted.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return line.length() <= MESSAGE ? line : line.substring(0, MESSAGE) + "...";
    }
}
