package io.demijohn.model;

/**
 * Tokens as the provider counted them.
 *
 * @param inputTokens tokens read, 0 or more
 * @param outputTokens tokens written, 0 or more
 * @param cachedTokens how many of those read came from the provider's cache
 * @param reasoningTokens how many of those written were reasoning
 */
public record Usage(long inputTokens, long outputTokens, long cachedTokens, long reasoningTokens) {

    /** Refuses what no provider can have counted. */
    public Usage {
        if (inputTokens < 0 || outputTokens < 0 || cachedTokens < 0 || reasoningTokens < 0) {
            throw new IllegalArgumentException("token counts must not be negative");
        }
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
