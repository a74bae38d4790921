package io.demijohn.provider.ollama.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.exchange.ErrorHints;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Ollama's errors mean. They are one sentence without a code, and in a stream without a
 * status.
 */
final class OllamaErrors implements ErrorHints {

    @Override
    public Optional<Kind> kind(int status, JsonNode error) {
        String text = error.path("message").asText().toLowerCase(Locale.ROOT);
        if (says(text, "context length", "context window", "context size")) {
            return Optional.of(Kind.CONTEXT_LENGTH);
        }
        if (says(text, "server busy", "maximum pending requests", "requires more system memory")) {
            return Optional.of(Kind.OVERLOADED);
        }
        if (status == 404 || (text.contains("model") && text.contains("not found"))) {
            return Optional.of(Kind.NOT_FOUND);
        }
        if (says(text, "does not support", "invalid format", "invalid option")) {
            return Optional.of(Kind.INVALID_REQUEST);
        }
        return says(text, "usage limit", "upgrade for higher limits")
                ? Optional.of(Kind.QUOTA)
                : Optional.empty();
    }

    private static boolean says(String text, String... phrases) {
        return Stream.of(phrases).anyMatch(text::contains);
    }
}
