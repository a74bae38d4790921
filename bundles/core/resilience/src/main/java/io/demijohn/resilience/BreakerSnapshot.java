package io.demijohn.resilience;

import java.time.Duration;

/**
 * A breaker at one moment.
 *
 * @param state what it lets through
 * @param calls in the window; 0 unless it is closed
 * @param failures of those
 * @param slow of those, calls that succeeded but took too long
 * @param refused how many calls it has refused since it was made
 * @param openings how often it has opened since real traffic last succeeded
 * @param openFor how long it stays open yet; zero unless it is
 * @param coolDown how long it pauses yet because a dependency asked for it; zero when it does not
 */
public record BreakerSnapshot(
        Breaker.State state,
        long calls,
        long failures,
        long slow,
        long refused,
        int openings,
        Duration openFor,
        Duration coolDown) {}
