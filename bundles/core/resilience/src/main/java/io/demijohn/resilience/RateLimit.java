package io.demijohn.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * So many units (requests, tokens) in every window of time, wherever one begins it: exactly the
 * limit passes, however many ask at once. Thread-safe.
 *
 * <p>A sliding window of sixty slices. What was taken in a slice counts until the whole slice has
 * left the window, so a unit counts for the window and at most a sixtieth of it more; that makes
 * the limit hold for every window, and the wait that a refused caller hears of exact.
 *
 * <p>What a call will use is often known only at its end: {@linkplain #reserve(long) reserve} an
 * estimate before it, and {@linkplain #settle(long, long, long) settle} what it used after.
 */
public final class RateLimit {

    /** The answer to a wish for more units than the limit: waiting does not help. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final int SLICES = 60;
    private static final int LIVE = SLICES + 1;
    private static final long MOST = 1L << 52;

    private final LongSupplier nanoClock;
    private final long[] taken = new long[LIVE];
    private long limit;
    private long width;

    /** The slice that began at {@link #origin}; numbers only grow, also when the width changes. */
    private long first = LIVE;

    private long origin;
    private long newest = first;
    private long used;

    /**
     * A limit of which nothing is used.
     *
     * @param limit units in a window, 0 to 2^52
     * @param window a microsecond to a year
     * @param nanoClock monotonic nanoseconds, for example {@code System::nanoTime}
     */
    public RateLimit(long limit, Duration window, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
        this.limit = checked(limit);
        this.width = widthOf(window);
    }

    /**
     * Takes units, or none of them.
     *
     * @param units 0 or more
     * @return above 0: a ticket to {@linkplain #settle settle} with; below 0: refused, see {@link
     *     #retryAfterNanos(long)}
     */
    public synchronized long reserve(long units) {
        require(units >= 0, "units must not be negative");
        long now = nanoClock.getAsLong();
        roll(now);
        if (units > limit) {
            return NEVER;
        }
        if (used <= limit - units) {
            add(newest, units);
            return newest;
        }
        return -untilFree(used - (limit - units), now);
    }

    /**
     * Puts what was used in the place of what was reserved, once for each ticket. What was reserved
     * and not used is free at once; what was used beyond counts from now on, also above the limit.
     *
     * @param ticket what {@link #reserve} returned; a refusal is ignored
     * @param reserved what was reserved with it
     * @param actual what was used; 0 gives everything back
     */
    public synchronized void settle(long ticket, long reserved, long actual) {
        require(reserved >= 0 && actual >= 0, "reserved and actual must not be negative");
        if (ticket < 0) {
            return;
        }
        roll(nanoClock.getAsLong());
        if (actual > reserved) {
            add(newest, Math.min(actual - reserved, MOST));
        } else if (ticket >= first && ticket > newest - LIVE) {
            add(ticket, Math.max(actual - reserved, -taken[index(ticket)]));
        }
    }

    /**
     * How long to wait after a refusal.
     *
     * @param ticket what {@link #reserve} returned
     * @return nanoseconds after which the same wish is granted, unless others took the units; 0
     *     when it was not refused; {@link Long#MAX_VALUE} when it never will be granted
     */
    public static long retryAfterNanos(long ticket) {
        return ticket == NEVER ? Long.MAX_VALUE : Math.max(0, -ticket);
    }

    /**
     * Applies from now on. What was used stays used; with another window it counts as used just
     * now, and what was reserved before cannot be given back any more.
     *
     * @param changedLimit units in a window, 0 to 2^52
     * @param window a microsecond to a year
     */
    public synchronized void reconfigure(long changedLimit, Duration window) {
        long changedWidth = widthOf(window);
        limit = checked(changedLimit);
        if (changedWidth != width) {
            long now = nanoClock.getAsLong();
            roll(now);
            regroup(now, changedWidth);
        }
    }

    private void regroup(long now, long changedWidth) {
        long all = used;
        clear();
        origin = now;
        width = changedWidth;
        first = newest + LIVE;
        newest = first;
        add(newest, all);
    }

    /**
     * The limit in force.
     *
     * @return units in a window
     */
    public synchronized long limit() {
        return limit;
    }

    /**
     * What could be reserved now.
     *
     * @return units, 0 or more
     */
    public synchronized long remaining() {
        roll(nanoClock.getAsLong());
        return Math.max(0, limit - used);
    }

    /**
     * When nothing is used any more, if nobody asks until then. A limit of which this is 0 can be
     * forgotten and made anew.
     *
     * @return nanoseconds
     */
    public synchronized long resetAfterNanos() {
        long now = nanoClock.getAsLong();
        roll(now);
        return used == 0 ? 0 : untilFree(used, now);
    }

    /** A thread that slept since it read the clock does not turn time back. */
    private void roll(long now) {
        long slice = first + (now - origin) / width;
        if (slice - newest >= LIVE) {
            clear();
            newest = slice;
        }
        while (newest < slice) {
            newest++;
            used -= taken[index(newest)];
            taken[index(newest)] = 0;
        }
    }

    private void clear() {
        Arrays.fill(taken, 0);
        used = 0;
    }

    private void add(long slice, long units) {
        taken[index(slice)] += units;
        used += units;
    }

    /** Until the oldest units, so many of them, have left the window. */
    private long untilFree(long units, long now) {
        long slice = newest - LIVE;
        for (long freed = 0; freed < units && slice < newest; ) {
            slice++;
            freed += taken[index(slice)];
        }
        return Math.max(1, (slice + LIVE - first) * width - (now - origin));
    }

    private static int index(long slice) {
        return (int) (slice % LIVE);
    }

    private static long checked(long limit) {
        require(limit >= 0 && limit <= MOST, "limit must be from 0 to 2^52");
        return limit;
    }

    private static long widthOf(Duration window) {
        require(
                window.compareTo(Duration.ofNanos(1_000)) >= 0
                        && window.compareTo(Duration.ofDays(366)) <= 0,
                "window must be from a microsecond to a year");
        return (window.toNanos() + SLICES - 1) / SLICES;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
