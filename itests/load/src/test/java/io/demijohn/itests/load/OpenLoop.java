package io.demijohn.itests.load;

import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Requests at random times that do not wait for answers (a Poisson process). A latency counts from
 * the time at which the request was due, whatever kept it from being sent then.
 */
final class OpenLoop {

    private final Wire wire;
    private final double rate;
    private final SplittableRandom random;
    private final Tally tally = new Tally();

    OpenLoop(Wire wire, double perSecond, long seed) {
        this.wire = wire;
        this.rate = perSecond;
        this.random = new SplittableRandom(seed);
    }

    /** Where the answers are counted. */
    Tally tally() {
        return tally;
    }

    /** Sends turns of so many conversations for some time, then waits for what is open. */
    Tally turns(double seconds, double patience, int sessions, IntFunction<Turns> make) {
        return pace(seconds, patience, new Sessions(wire, sessions, make, this::count)::arrive);
    }

    /** Counts the answer of a turn. */
    void count(long due, Answer answer) {
        String fault = Turns.fault(answer);
        if (fault.isEmpty()) {
            tally.well(answer.endAt() - due);
        } else {
            tally.wrong(fault);
        }
    }

    /** Sends for some time, then waits until all answers are counted. */
    Tally run(double seconds, double patience, Supplier<Shot> shots) {
        return pace(
                seconds,
                patience,
                due -> {
                    Shot shot = shots.get();
                    wire.send(shot.request(), answer -> shot.reader().answered(due, answer));
                });
    }

    private Tally pace(double seconds, double patience, LongConsumer send) {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        for (long due = next(begin); due < end; due = next(due)) {
            Await.until(due);
            tally.sent();
            send.accept(due);
        }
        Await.until(end);
        tally.lasted(seconds);
        Await.within((long) Math.ceil(patience), () -> tally.missing() == 0);
        return tally;
    }

    private long next(long time) {
        return time + (long) (-Math.log1p(-random.nextDouble()) / rate * 1e9);
    }
}
