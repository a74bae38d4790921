package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.exchange.ErrorHints;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Types of Anthropic's errors (docs.anthropic.com, API, Errors). The type is all there is when the
 * error comes in a stream; and one type, for whatever is wrong with a request, is told apart by its
 * message.
 */
final class AnthropicErrors implements ErrorHints {

    @Override
    public Optional<Kind> kind(int status, JsonNode error) {
        return switch (error.path("type").asText()) {
            case "invalid_request_error" -> request(status, error.path("message").asText());
            case "authentication_error", "permission_error" -> Optional.of(Kind.AUTHENTICATION);
            case "billing_error" -> Optional.of(Kind.QUOTA);
            case "not_found_error" -> Optional.of(Kind.NOT_FOUND);
            case "rate_limit_error" -> Optional.of(Kind.RATE_LIMITED);
            case "timeout_error" -> Optional.of(Kind.TIMEOUT);
            case "overloaded_error" -> Optional.of(Kind.OVERLOADED);
            case "request_too_large" -> Optional.of(Kind.CONTEXT_LENGTH);
            default -> status == 413 ? Optional.of(Kind.CONTEXT_LENGTH) : Optional.empty();
        };
    }

    private static Optional<Kind> request(int status, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (says(text, "prompt is too long", "exceed context limit", "context window")) {
            return Optional.of(Kind.CONTEXT_LENGTH);
        }
        if (says(text, "credit balance", "usage limit")) {
            return Optional.of(Kind.QUOTA);
        }
        if (says(text, "content filtering policy")) {
            return Optional.of(Kind.CONTENT_POLICY);
        }
        return status == 400 || status == 500
                ? Optional.of(Kind.INVALID_REQUEST)
                : Optional.empty();
    }

    private static boolean says(String text, String... phrases) {
        return Stream.of(phrases).anyMatch(text::contains);
    }
}
