package io.demijohn.tenant;

import java.time.Duration;
import java.util.Objects;

/**
 * How a counter stands.
 *
 * @param unit what it counts
 * @param limit how much of it there is
 * @param remaining how much could be taken now, 0 or more
 * @param reset when all of it will be free if nobody asks until then
 */
public record LimitStanding(LimitDraw.Unit unit, long limit, long remaining, Duration reset) {

    /** Checks that nothing is missing. */
    public LimitStanding {
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(reset, "reset");
    }
}
