package io.demijohn.router.internal.breaker;

import io.demijohn.breaker.BreakerState;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSnapshot;

/**
 * A breaker and what it stands before.
 *
 * @param key what
 * @param breaker its breaker
 */
public record Guarded(Key key, Breaker breaker) {

    /**
     * For people.
     *
     * @return of this moment
     */
    public BreakerStatus status() {
        BreakerSnapshot now = breaker.snapshot();
        return new BreakerStatus(
                key.id(),
                key.kind(),
                key.provider(),
                key.model(),
                key.instance(),
                state(now.state()),
                now.calls(),
                now.failures(),
                now.slow(),
                now.refused(),
                now.openings(),
                now.openFor(),
                now.coolDown());
    }

    static BreakerState state(Breaker.State state) {
        return switch (state) {
            case CLOSED -> BreakerState.CLOSED;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case OPEN -> BreakerState.OPEN;
            case FORCED_OPEN -> BreakerState.FORCED_OPEN;
            case DISABLED -> BreakerState.DISABLED;
        };
    }
}
