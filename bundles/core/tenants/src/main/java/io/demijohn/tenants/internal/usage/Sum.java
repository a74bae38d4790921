package io.demijohn.tenants.internal.usage;

import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageRow;
import java.math.BigDecimal;
import java.util.Map;

/** Usage added up. Belongs to one thread at a time. */
final class Sum {

    long calls;
    long failed;
    long unpriced;
    long input;
    long cached;
    long cacheWrite;
    long output;
    long reasoning;
    BigDecimal cost = BigDecimal.ZERO;

    void add(UsageRecord one) {
        calls++;
        failed += one.end() == CallOutcome.End.COMPLETE ? 0 : 1;
        unpriced += one.unpriced() ? 1 : 0;
        one.usage().ifPresent(this::add);
        one.cost().ifPresent(money -> cost = cost.add(money));
    }

    private void add(Usage usage) {
        input += usage.inputTokens();
        cached += usage.cachedTokens();
        cacheWrite += usage.cacheWriteTokens();
        output += usage.outputTokens();
        reasoning += usage.reasoningTokens();
    }

    void add(Sum other) {
        calls += other.calls;
        failed += other.failed;
        unpriced += other.unpriced;
        input += other.input;
        cached += other.cached;
        cacheWrite += other.cacheWrite;
        output += other.output;
        reasoning += other.reasoning;
        cost = cost.add(other.cost);
    }

    UsageRow row(Map<UsageQuery.Dimension, String> of) {
        return new UsageRow(
                of, calls, failed, unpriced, input, cached, cacheWrite, output, reasoning, cost);
    }
}
