package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.Usage;
import io.demijohn.outbound.internal.chat.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of one answer. They come at its beginning and its end, the later ones for the whole; some
 * servers know the tokens read only at the end, and send 0 before or after. What was written is
 * known at the end only. What came from the cache or went there is no part of {@code input_tokens}.
 */
final class TokenCounts {

    static final String CACHE_WRITES = "cache_creation_input_tokens";

    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String CACHE_READS = "cache_read_input_tokens";

    private final Map<String, Long> counts = new HashMap<>();
    private boolean wrong;

    void read(JsonNode usage) {
        take(INPUT, usage);
        take(CACHE_READS, usage);
        take(CACHE_WRITES, usage);
    }

    void written(JsonNode usage) {
        take(OUTPUT, usage);
    }

    private void take(String name, JsonNode usage) {
        JsonNode count = usage.path(name);
        if (Counts.isCount(count)) {
            counts.merge(name, count.asLong(), Math::max);
        } else {
            wrong |= usage.hasNonNull(name);
        }
    }

    /** Empty when a count is missing, or cannot be true. */
    Optional<Usage> usage() {
        if (wrong || !counts.containsKey(INPUT) || !counts.containsKey(OUTPUT)) {
            return Optional.empty();
        }
        long cached = count(CACHE_READS);
        long written = count(CACHE_WRITES);
        return Optional.of(
                new Usage(count(INPUT) + cached + written, count(OUTPUT), cached, 0, written));
    }

    Optional<Long> cacheWrites() {
        return Optional.ofNullable(counts.get(CACHE_WRITES)).filter(count -> !wrong && count > 0);
    }

    private long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
