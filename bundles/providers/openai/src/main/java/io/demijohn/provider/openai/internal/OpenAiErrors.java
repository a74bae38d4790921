package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.exchange.ErrorHints;
import java.util.Locale;
import java.util.Optional;

/** Codes and types of OpenAI's errors, and of those who imitate them. */
final class OpenAiErrors implements ErrorHints {

    @Override
    public Optional<Kind> kind(int status, JsonNode error) {
        String hint =
                (error.path("code").asText() + " " + error.path("type").asText())
                        .toLowerCase(Locale.ROOT);
        String message = error.path("message").asText().toLowerCase(Locale.ROOT);
        if (hint.contains("quota") || hint.contains("billing")) {
            return Optional.of(Kind.QUOTA);
        }
        if (hint.contains("context_length") || message.contains("maximum context length")) {
            return Optional.of(Kind.CONTEXT_LENGTH);
        }
        if (hint.contains("content_filter") || hint.contains("content_policy")) {
            return Optional.of(Kind.CONTENT_POLICY);
        }
        if (hint.contains("rate_limit")) {
            return Optional.of(Kind.RATE_LIMITED);
        }
        return hint.contains("overloaded") ? Optional.of(Kind.OVERLOADED) : Optional.empty();
    }
}
