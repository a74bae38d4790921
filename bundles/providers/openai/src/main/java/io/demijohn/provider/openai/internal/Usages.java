package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.chat.Counts;
import java.util.Optional;

/** Reads token counts. */
final class Usages {

    private Usages() {}

    static Optional<Usage> read(JsonNode usage) {
        JsonNode input = usage.path("prompt_tokens");
        JsonNode output = usage.path("completion_tokens");
        if (!Counts.isCount(input) || (!Counts.isCount(output) && !output.isMissingNode())) {
            return Optional.empty();
        }
        return Optional.of(
                new Usage(
                        input.asLong(),
                        output.asLong(),
                        Counts.orZero(usage.at("/prompt_tokens_details/cached_tokens")),
                        Counts.orZero(usage.at("/completion_tokens_details/reasoning_tokens"))));
    }
}
