package io.demijohn.router.internal.call;

import io.demijohn.clock.TickClock;
import io.demijohn.resilience.RetryBudget;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.exec.Timers;
import java.util.random.RandomGenerator;

/**
 * What all calls share.
 *
 * @param directory who serves which name
 * @param timers call back later
 * @param clock the platform's time
 * @param meters count
 * @param budget bounds retries
 * @param random spreads waits; safe for many threads
 * @param settings the limits in force
 */
public record Surroundings(
        Directory directory,
        Timers timers,
        TickClock clock,
        RouterMeters meters,
        RetryBudget budget,
        RandomGenerator random,
        CallSettings settings) {

    /**
     * The same for questions of another kind.
     *
     * @param others who serves which name
     * @param counting their meters
     * @return a copy
     */
    public Surroundings with(Directory others, RouterMeters counting) {
        return new Surroundings(others, timers, clock, counting, budget, random, settings);
    }
}
