package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.tenant.LimitDraw.Unit;
import io.demijohn.tenant.LimitStanding;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How limits stand, in the headers that each dialect's clients read. */
final class LimitHeaders {

    private LimitHeaders() {}

    static Map<String, String> of(Dialect dialect, List<LimitStanding> standings, Instant now) {
        if (standings.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (LimitStanding one : standings) {
            if (one.unit() == Unit.CONCURRENT) {
                continue; // neither has a word for it
            }
            String unit = one.unit().name().toLowerCase(Locale.ROOT);
            if (dialect == Dialect.ANTHROPIC) {
                anthropic(headers, "anthropic-ratelimit-" + unit, one, now);
            } else {
                openAi(headers, unit, one);
            }
        }
        return headers;
    }

    private static void anthropic(
            Map<String, String> headers, String name, LimitStanding one, Instant now) {
        headers.put(name + "-limit", Long.toString(one.limit()));
        headers.put(name + "-remaining", Long.toString(one.remaining()));
        Instant reset = now.plus(one.reset()).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        headers.put(name + "-reset", reset.toString());
    }

    private static void openAi(Map<String, String> headers, String unit, LimitStanding one) {
        headers.put("x-ratelimit-limit-" + unit, Long.toString(one.limit()));
        headers.put("x-ratelimit-remaining-" + unit, Long.toString(one.remaining()));
        headers.put("x-ratelimit-reset-" + unit, seconds(one.reset()));
    }

    private static String seconds(Duration time) {
        long millis = (time.toNanos() + 999_999) / 1_000_000;
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
    }
}
