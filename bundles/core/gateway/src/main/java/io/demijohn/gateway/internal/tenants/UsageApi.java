package io.demijohn.gateway.internal.tenants;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code GET /v1/usage}: what the caller's own tenant has used and spent. */
public final class UsageApi {

    private final Platform platform;
    private final InstantSource clock;

    /**
     * The route's endpoint.
     *
     * @param platform the services
     * @param clock the time
     */
    public UsageApi(Platform platform, InstantSource clock) {
        this.platform = platform;
        this.clock = clock;
    }

    /**
     * Adds the route.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("GET", "/v1/usage", this::usage);
    }

    private CompletionStage<Reply> usage(Call call) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate from = day(call, "from", today.withDayOfMonth(1));
        LocalDate to = day(call, "to", today);
        if (to.isBefore(from)) {
            throw new FieldProblem("to", "must not be before from, which is " + from);
        }
        UsageReport report =
                platform.usage().report(new UsageQuery(only(call), from, to, by(call)));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("object", "usage");
        out.put("from", from.toString());
        out.put("to", to.toString());
        out.put("currency", report.currency());
        out.put("data", report.rows().stream().map(UsageApi::row).toList());
        out.put("total", row(report.total()));
        out.put("complete", report.missing() == 0);
        return completedFuture(Reply.json(out));
    }

    // The tenant is the key's, whatever the request says.
    private static Map<Dimension, String> only(Call call) {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Set.of(Dimension.TEAM, Dimension.KEY, Dimension.MODEL)) {
            call.query().text(word(dimension)).ifPresent(value -> only.put(dimension, value));
        }
        only.put(Dimension.TENANT, call.tenant());
        return only;
    }

    private static Set<Dimension> by(Call call) {
        Set<Dimension> by = EnumSet.noneOf(Dimension.class);
        for (String word : call.query().text("by").orElse("model").split(",")) {
            try {
                by.add(Dimension.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new FieldProblem("by", "must be of tenant, team, key, model and day");
            }
        }
        return by;
    }

    private static LocalDate day(Call call, String name, LocalDate otherwise) {
        try {
            return call.query().text(name).map(LocalDate::parse).orElse(otherwise);
        } catch (DateTimeParseException e) {
            throw new FieldProblem(name, "must be a day such as 2026-11-23");
        }
    }

    private static Map<String, Object> row(UsageRow row) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (Dimension dimension : Dimension.values()) {
            String value = row.of().get(dimension);
            if (value != null) {
                out.put(word(dimension), value);
            }
        }
        out.put("calls", row.calls());
        out.put("failed_calls", row.failed());
        out.put("unpriced_calls", row.unpriced());
        out.put("input_tokens", row.inputTokens());
        out.put("cached_tokens", row.cachedTokens());
        out.put("cache_write_tokens", row.cacheWriteTokens());
        out.put("output_tokens", row.outputTokens());
        out.put("reasoning_tokens", row.reasoningTokens());
        out.put("cost", row.cost().toPlainString());
        return out;
    }

    private static String word(Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }
}
