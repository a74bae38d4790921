package io.demijohn.provider.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.Usage;
import java.util.Optional;

/** Reads token counts, and believes only those that can be true. */
final class Usages {

    private static final long MOST = 1_000_000_000;

    private Usages() {}

    static Optional<Usage> read(JsonNode usage) {
        JsonNode input = usage.path("prompt_tokens");
        JsonNode output = usage.path("completion_tokens");
        if (!isCount(input) || (!isCount(output) && !output.isMissingNode())) {
            return Optional.empty();
        }
        return Optional.of(
                new Usage(
                        input.asLong(),
                        output.asLong(),
                        detail(usage.at("/prompt_tokens_details/cached_tokens")),
                        detail(usage.at("/completion_tokens_details/reasoning_tokens"))));
    }

    private static boolean isCount(JsonNode node) {
        return node.isIntegralNumber()
                && node.canConvertToLong()
                && node.asLong() >= 0
                && node.asLong() <= MOST;
    }

    private static long detail(JsonNode node) {
        return isCount(node) ? node.asLong() : 0;
    }
}
