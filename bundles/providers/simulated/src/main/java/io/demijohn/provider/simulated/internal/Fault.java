package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What a drill does to some calls of a real model.
 *
 * @param match looked for in the user's last message
 * @param rate share of the calls that fit, 0 to 1
 * @param left how many more calls it may hit
 * @param from since when, after the drill began
 * @param until until when
 * @param latency how long the call waits before anything else
 * @param afterPieces how many pieces come before the error or the silence; -1 when the model is not
 *     even asked
 * @param error how the call then ends; empty with neither error nor silence, which only waits
 * @param hang whether nothing more is heard, until the deadline or the caller ends it
 */
record Fault(
        Pattern match,
        double rate,
        AtomicInteger left,
        Duration from,
        Duration until,
        Latency latency,
        int afterPieces,
        Optional<ModelException> error,
        boolean hang) {

    /** Counts as a hit when it fits. */
    boolean hits(String question, Duration elapsed, RandomGenerator random) {
        boolean now = elapsed.compareTo(from) >= 0 && elapsed.compareTo(until) < 0;
        return now
                && match.matcher(question).find()
                && random.nextDouble() < rate
                && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    boolean asksTheModel() {
        return afterPieces >= 0 || (error.isEmpty() && !hang);
    }

    boolean breaksAfter(int pieces) {
        return (error.isPresent() || hang) && pieces >= afterPieces;
    }
}
