package io.demijohn.model;

/**
 * Tokens as the provider counted them.
 *
 * @param inputTokens tokens read, 0 or more
 * @param outputTokens tokens written, 0 or more
 * @param cachedTokens how many of those read came from the provider's cache
 * @param reasoningTokens how many of those written were reasoning
 * @param cacheWriteTokens how many of those read were put into the provider's cache
 */
public record Usage(
        long inputTokens,
        long outputTokens,
        long cachedTokens,
        long reasoningTokens,
        long cacheWriteTokens) {

    /** Refuses what no provider can have counted. */
    public Usage {
        long lowest = Math.min(Math.min(inputTokens, outputTokens), cacheWriteTokens);
        if (lowest < 0 || cachedTokens < 0 || reasoningTokens < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
    }

    /**
     * Nothing put into a cache.
     *
     * @param inputTokens tokens read, 0 or more
     * @param outputTokens tokens written, 0 or more
     * @param cachedTokens how many of those read came from the provider's cache
     * @param reasoningTokens how many of those written were reasoning
     */
    public Usage(long inputTokens, long outputTokens, long cachedTokens, long reasoningTokens) {
        this(inputTokens, outputTokens, cachedTokens, reasoningTokens, 0);
    }

    /**
     * Only the two totals.
     *
     * @param input tokens read
     * @param output tokens written
     * @return the usage
     */
    public static Usage of(long input, long output) {
        return new Usage(input, output, 0, 0);
    }

    /**
     * Read and written together.
     *
     * @return the sum
     */
    public long totalTokens() {
        return inputTokens + outputTokens;
    }
}
