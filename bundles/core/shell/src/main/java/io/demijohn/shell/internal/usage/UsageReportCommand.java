package io.demijohn.shell.internal.usage;

import io.demijohn.shell.internal.Output;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import io.demijohn.tenant.UsageService;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.NullUnmarked;

/** Adds up what calls of models have used and cost. */
@Service
@Command(
        scope = "usage",
        name = "report",
        description = "Show what calls of models have used and cost",
        detailedDescription =
                "Example:\n  usage:report\n  usage:report --tenant acme --by key --by day --from"
                        + " 2026-11-01")
@NullUnmarked
public final class UsageReportCommand extends io.demijohn.shell.internal.Command {

    private static final String EVERYBODY = "*";

    @Reference(optional = true)
    private UsageService usage;

    @Option(
            name = "--by",
            description = "tenant, team, key, model or day; the default is tenant and model",
            multiValued = true)
    @Completion(
            value = StringsCompleter.class,
            values = {"tenant", "team", "key", "model", "day"})
    private List<String> by;

    @Option(name = "--team", description = "Only this team")
    private String team;

    @Option(name = "--key", description = "Only this key")
    private String key;

    @Option(name = "--model", description = "Only this model")
    private String model;

    @Option(name = "--from", description = "First day, UTC; the default is the first of the month")
    private String from;

    @Option(name = "--to", description = "Last day, UTC; the default is today")
    private String to;

    /** Shows all tenants unless one is named. */
    public UsageReportCommand() {
        tenant = EVERYBODY;
    }

    @Override
    protected void run(Output out) {
        Set<Dimension> dimensions = dimensions();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        UsageReport report =
                there(usage)
                        .report(
                                new UsageQuery(
                                        only(),
                                        day("--from", from, today.withDayOfMonth(1)),
                                        day("--to", to, today),
                                        dimensions));
        print(out, report, dimensions);
    }

    private Set<Dimension> dimensions() {
        Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
        for (String word : by == null ? List.of("tenant", "model") : by) {
            try {
                dimensions.add(Dimension.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--by is '" + word + "'; it must be tenant, team, key, model or day", e);
            }
        }
        return dimensions;
    }

    private Map<Dimension, String> only() {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        put(only, Dimension.TENANT, tenant.equals(EVERYBODY) ? null : tenant);
        put(only, Dimension.TEAM, team);
        put(only, Dimension.KEY, key);
        put(only, Dimension.MODEL, model);
        return only;
    }

    private static void put(Map<Dimension, String> only, Dimension dimension, String value) {
        if (value != null) {
            only.put(dimension, value);
        }
    }

    private static LocalDate day(String option, String text, LocalDate otherwise) {
        try {
            return text == null ? otherwise : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + " is '" + text + "'; it must be a day such as 2026-11-23", e);
        }
    }

    private static void print(Output out, UsageReport report, Set<Dimension> dimensions) {
        List<Map<String, Object>> rows = new ArrayList<>();
        report.rows().forEach(row -> rows.add(view(row)));
        Map<String, Object> total = view(report.total());
        total.put("currency", report.currency());
        total.put("missing", report.missing());
        if (out.json()) {
            total.put("rows", rows);
            out.item(total);
            return;
        }
        List<String> columns = new ArrayList<>();
        dimensions.forEach(dimension -> columns.add(word(dimension)));
        columns.addAll(List.of("calls", "failed", "unpriced", "input", "cached", "output", "cost"));
        out.list(columns, rows, "no calls in these days");
        out.item(total);
    }

    private static Map<String, Object> view(UsageRow row) {
        Map<String, Object> view = new LinkedHashMap<>();
        for (Dimension dimension : Dimension.values()) {
            if (row.of().containsKey(dimension)) {
                view.put(word(dimension), row.of().get(dimension));
            }
        }
        view.put("calls", row.calls());
        view.put("failed", row.failed());
        view.put("unpriced", row.unpriced());
        view.put("input", row.inputTokens());
        view.put("cached", row.cachedTokens());
        view.put("cache_write", row.cacheWriteTokens());
        view.put("output", row.outputTokens());
        view.put("reasoning", row.reasoningTokens());
        view.put("cost", row.cost().toPlainString());
        return view;
    }

    private static String word(Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }
}
