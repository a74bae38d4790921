package io.demijohn.tenants.internal.budget;

import io.demijohn.tenant.Budget;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/**
 * One period of a budget.
 *
 * @param first its first day, UTC
 * @param next the first day after it
 */
record Span(LocalDate first, LocalDate next) {

    static Span at(Budget.Period period, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate first =
                switch (period) {
                    case DAY -> today;
                    case WEEK -> today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    case MONTH -> today.withDayOfMonth(1);
                };
        LocalDate next =
                switch (period) {
                    case DAY -> first.plusDays(1);
                    case WEEK -> first.plusWeeks(1);
                    case MONTH -> first.plusMonths(1);
                };
        return new Span(first, next);
    }

    boolean has(Instant time) {
        return !time.isBefore(since()) && time.isBefore(until());
    }

    Instant since() {
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    Instant until() {
        return next.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
