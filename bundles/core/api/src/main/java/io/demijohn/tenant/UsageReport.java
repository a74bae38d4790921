package io.demijohn.tenant;

import java.util.List;
import java.util.Objects;

/**
 * An answer about usage.
 *
 * @param currency of all costs, such as {@code USD}
 * @param rows by their values, in the order of the dimensions
 * @param total of all rows
 * @param missing records of calls, of whatever tenant, that were lost in these days and are in no
 *     row
 */
public record UsageReport(String currency, List<UsageRow> rows, UsageRow total, long missing) {

    /** Checks that nothing is missing, and copies. */
    public UsageReport {
        Objects.requireNonNull(currency, "currency");
        rows = List.copyOf(rows);
        Objects.requireNonNull(total, "total");
    }
}
