package io.demijohn.tenants.internal.price;

import io.demijohn.model.Usage;
import java.math.BigDecimal;

/**
 * What a million tokens of a model cost.
 *
 * @param input read
 * @param cachedInput read from a cache
 * @param cacheWrite read and put into a cache
 * @param output written, with reasoning
 */
public record Price(
        BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {

    private static final int MILLION = 6;

    /**
     * What was used costs this, exactly.
     *
     * @param usage as the provider counted
     * @return 0 or more
     */
    public BigDecimal of(Usage usage) {
        long plain = usage.inputTokens() - usage.cachedTokens() - usage.cacheWriteTokens();
        return times(input, Math.max(0, plain))
                .add(times(cachedInput, usage.cachedTokens()))
                .add(times(cacheWrite, usage.cacheWriteTokens()))
                .add(times(output, usage.outputTokens()))
                .movePointLeft(MILLION)
                .stripTrailingZeros();
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
