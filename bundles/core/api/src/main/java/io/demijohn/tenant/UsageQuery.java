package io.demijohn.tenant;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * Which usage to add up.
 *
 * @param only values that must be met, such as {@code TENANT -> acme}; a name that is not given in
 *     a call, such as its team, is the empty text
 * @param from first day, UTC
 * @param to last day, UTC, not before the first
 * @param by one row for each combination of these; empty for a single row
 */
public record UsageQuery(
        Map<Dimension, String> only, LocalDate from, LocalDate to, Set<Dimension> by) {

    /** What usage is told apart by. */
    public enum Dimension {
        /** The tenant. */
        TENANT,
        /** The key's team. */
        TEAM,
        /** The key's id. */
        KEY,
        /** The name that served, or was asked for when nobody did. */
        MODEL,
        /** The day of the call's end, UTC, such as {@code 2026-11-23}. */
        DAY
    }

    /** Checks the order of days, and copies. */
    public UsageQuery {
        only = Map.copyOf(only);
        by = Set.copyOf(by);
        if (to.isBefore(from)) {
            throw new TenantException(
                    TenantException.Kind.INVALID,
                    "to is " + to + "; it must not be before " + from);
        }
    }
}
