package io.demijohn.tenants.internal.usage;

import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One call of a model, as it is written down.
 *
 * @param at when it ended
 * @param tenant whose call
 * @param team the key's team; empty text for none
 * @param key the key's id; empty text for the platform's own calls
 * @param model the name that served, or was asked for when nobody did
 * @param operation such as {@code chat}
 * @param end how it ended
 * @param usage tokens; empty when nobody knows
 * @param cost exact; empty when unpriced, or when it failed and cost nothing
 * @param requestId names the request
 */
public record UsageRecord(
        Instant at,
        String tenant,
        String team,
        String key,
        String model,
        String operation,
        CallOutcome.End end,
        Optional<Usage> usage,
        Optional<BigDecimal> cost,
        String requestId) {

    LocalDate day() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /**
     * Whether it may have cost something that nobody knows.
     *
     * @return true for an alarm
     */
    public boolean unpriced() {
        return end != CallOutcome.End.FAILED && cost.isEmpty();
    }
}
