package io.demijohn.tenants.internal.usage;

import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageQuery.Dimension;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** All usage that is still asked about, by day, tenant, team, key and model. */
final class Totals {

    private static final int MOST = 500_000;

    private final Map<Bucket, Sum> sums = new HashMap<>();
    private final TreeMap<LocalDate, Long> missing = new TreeMap<>();
    private final int days;

    /** Nothing is known. Days before the last so many are forgotten. */
    Totals(int days) {
        this.days = days;
    }

    synchronized void add(UsageRecord one) {
        sums.computeIfAbsent(Bucket.of(one), any -> new Sum()).add(one);
        if (sums.size() > MOST) {
            LocalDate oldest =
                    sums.keySet().stream()
                            .map(Bucket::day)
                            .min(Comparator.naturalOrder())
                            .orElseThrow();
            forget(oldest.plusDays(1));
        }
    }

    synchronized void put(Bucket bucket, Sum sum) {
        sums.computeIfAbsent(bucket, any -> new Sum()).add(sum);
    }

    synchronized void lose(LocalDate day, long records) {
        missing.merge(day, records, Long::sum);
    }

    /** Forgets what is too old on a day. */
    synchronized void age(LocalDate today) {
        forget(today.minusDays(days));
    }

    private void forget(LocalDate before) {
        sums.keySet().removeIf(bucket -> bucket.day().isBefore(before));
        missing.headMap(before).clear();
    }

    synchronized int size() {
        return sums.size();
    }

    synchronized void each(BiConsumer<Bucket, Sum> consumer) {
        sums.forEach(consumer);
    }

    synchronized Map<LocalDate, Long> missing() {
        return new TreeMap<>(missing);
    }

    synchronized UsageReport report(UsageQuery query, String currency) {
        Map<Map<Dimension, String>, Sum> groups = new HashMap<>();
        Sum all = new Sum();
        sums.forEach(
                (bucket, sum) -> {
                    boolean wanted =
                            !bucket.day().isBefore(query.from())
                                    && !bucket.day().isAfter(query.to())
                                    && bucket.meets(query.only());
                    if (wanted) {
                        groups.computeIfAbsent(bucket.values(query.by()), any -> new Sum())
                                .add(sum);
                        all.add(sum);
                    }
                });
        List<UsageRow> rows = new ArrayList<>();
        groups.forEach((of, sum) -> rows.add(sum.row(of)));
        rows.sort(Comparator.comparing(Totals::order));
        long lost =
                missing.subMap(query.from(), true, query.to(), true).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        return new UsageReport(currency, rows, all.row(Map.of()), lost);
    }

    private static String order(UsageRow row) {
        StringBuilder order = new StringBuilder();
        for (Dimension dimension : Dimension.values()) {
            order.append(row.of().getOrDefault(dimension, "")).append('\0');
        }
        return order.toString();
    }
}
