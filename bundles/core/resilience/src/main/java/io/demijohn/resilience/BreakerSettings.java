package io.demijohn.resilience;

import java.time.Duration;

/**
 * When a breaker opens, and for how long.
 *
 * @param window how far back calls count
 * @param failures opens only after so many failures in the window
 * @param failureRate opens only when at least this share of the calls failed, above 0 up to 1
 * @param minimumCalls opens only after so many calls in the window
 * @param openTime how long it stays open the first time; doubles each time it opens again before
 *     real traffic has succeeded
 * @param maxOpenTime bound of the doubling and of what a Retry-After can ask for
 * @param jitter the open time is longer by a random share up to this, 0 to 1
 * @param probes how many calls are let through half-open, all of which must succeed, 1 to 64
 * @param probeTimeout a probe without an outcome for this long has failed
 * @param ramp after closing, traffic grows from a tenth to all of it over this time; may be zero
 * @param coolDown the pause after {@link Outcome#COOL_DOWN} when the dependency did not name one
 * @param slowCall a call that succeeds but takes this long is slow; zero when none is
 * @param slowRate opens also when so many slow calls as {@code failures} are at least this share of
 *     the calls, above 0 up to 1
 */
public record BreakerSettings(
        Duration window,
        int failures,
        double failureRate,
        int minimumCalls,
        Duration openTime,
        Duration maxOpenTime,
        double jitter,
        int probes,
        Duration probeTimeout,
        Duration ramp,
        Duration coolDown,
        Duration slowCall,
        double slowRate) {

    /** For calls of language models: 5 failures in 30 s that are at least half of the calls. */
    public static final BreakerSettings MODEL =
            new BreakerSettings(
                    Duration.ofSeconds(30),
                    5,
                    0.5,
                    5,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    0.2,
                    2,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2));

    /** Of a dependency that may be as slow as it likes. */
    public BreakerSettings(
            Duration window,
            int failures,
            double failureRate,
            int minimumCalls,
            Duration openTime,
            Duration maxOpenTime,
            double jitter,
            int probes,
            Duration probeTimeout,
            Duration ramp,
            Duration coolDown) {
        this(
                window,
                failures,
                failureRate,
                minimumCalls,
                openTime,
                maxOpenTime,
                jitter,
                probes,
                probeTimeout,
                ramp,
                coolDown,
                Duration.ZERO,
                1);
    }

    /**
     * The same with another window and number of failures.
     *
     * @param changedWindow how far back calls count
     * @param changedFailures opens only after so many, and as many calls
     * @return checked
     */
    public BreakerSettings counting(int changedFailures, Duration changedWindow) {
        return new BreakerSettings(
                changedWindow,
                changedFailures,
                failureRate,
                changedFailures,
                openTime,
                maxOpenTime,
                jitter,
                probes,
                probeTimeout,
                ramp,
                coolDown,
                slowCall,
                slowRate);
    }

    /**
     * The same, and slow calls count.
     *
     * @param changedSlowCall a call that succeeds but takes this long is slow; zero when none is
     * @param changedSlowRate opens when so many of the calls are slow, above 0 up to 1
     * @return checked
     */
    public BreakerSettings slow(Duration changedSlowCall, double changedSlowRate) {
        return new BreakerSettings(
                window,
                failures,
                failureRate,
                minimumCalls,
                openTime,
                maxOpenTime,
                jitter,
                probes,
                probeTimeout,
                ramp,
                coolDown,
                changedSlowCall,
                changedSlowRate);
    }

    /** Whether a call that took so long and succeeded is slow. */
    boolean isSlow(long nanos) {
        return !slowCall.isZero() && nanos >= slowCall.toNanos();
    }

    /** For calls of tools: 10 failures in 60 s that are at least half of the calls. */
    public static final BreakerSettings TOOL = MODEL.counting(10, Duration.ofSeconds(60));

    /** For a memory: 20 failures in 60 s that are at least half of the calls. */
    public static final BreakerSettings MEMORY = MODEL.counting(20, Duration.ofSeconds(60));

    /** For a database: 10 failures in 30 s that are at least half of the calls. */
    public static final BreakerSettings DATABASE = MODEL.counting(10, Duration.ofSeconds(30));

    /** Checks every value; the message names the field and its range. */
    public BreakerSettings {
        positive("window", window);
        require(failures >= 1, "failures must be at least 1");
        require(failureRate > 0 && failureRate <= 1, "failureRate must be above 0 and at most 1");
        require(minimumCalls >= 1, "minimumCalls must be at least 1");
        positive("openTime", openTime);
        require(maxOpenTime.compareTo(openTime) >= 0, "maxOpenTime must be at least openTime");
        require(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1");
        require(probes >= 1 && probes <= 64, "probes must be from 1 to 64");
        positive("probeTimeout", probeTimeout);
        require(!ramp.isNegative(), "ramp must not be negative");
        positive("coolDown", coolDown);
        require(!slowCall.isNegative(), "slowCall must not be negative");
        require(slowRate > 0 && slowRate <= 1, "slowRate must be above 0 and at most 1");
    }

    private static void positive(String field, Duration value) {
        require(value.compareTo(Duration.ZERO) > 0, field + " must be longer than zero");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
