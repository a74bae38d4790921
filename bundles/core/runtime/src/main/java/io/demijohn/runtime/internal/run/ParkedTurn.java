package io.demijohn.runtime.internal.run;

import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.Parked;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A run that waits for a bundle: a record in the journal and an entry in a list, no more. It goes
 * on when somebody looks and finds what is missing; and ends when nobody has for very long.
 */
final class ParkedTurn {

    /** A turn that is not parked. */
    static final ParkedTurn NOT = new ParkedTurn();

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final Optional<Turn> turn;
    private final BooleanSupplier there;
    private final Runnable goOn;
    private final Instant notBefore;
    private Timers.Timer limit = Timers.Timer.NONE;
    private boolean over;

    private ParkedTurn() {
        this.turn = Optional.empty();
        this.there = () -> false;
        this.goOn = () -> {};
        this.notBefore = Instant.MAX;
        this.over = true;
    }

    /**
     * A turn that is to wait.
     *
     * @param there whether what it needs is there
     * @param goOn what to do then
     * @param before how often it has waited in this step: what looks as if it were there, and is
     *     not, is asked less and less often
     */
    ParkedTurn(Turn turn, BooleanSupplier there, Runnable goOn, int before) {
        this.turn = Optional.of(turn);
        this.there = there;
        this.goOn = goOn;
        Duration pause =
                before == 0
                        ? Duration.ZERO
                        : FIRST_PAUSE.multipliedBy(1L << Math.min(before - 1, MOST_DOUBLINGS));
        this.notBefore = turn.thread().kernel().clock().instant().plus(pause);
    }

    private Turn turn() {
        return turn.orElseThrow();
    }

    void begin(String waitingFor) {
        Conversation thread = turn().thread();
        Optional<Parked> place = thread.state().open(turn().runId()).flatMap(OpenRun::parked);
        if (place.isEmpty()) {
            thread.record(new Fact.Parking(thread.now(), turn().runId(), waitingFor));
        }
        long since = place.map(Parked::since).orElseGet(thread::now);
        Instant end = Instant.ofEpochMilli(since).plus(thread.kernel().bounds().parked());
        Duration left = Duration.between(thread.kernel().clock().instant(), end);
        limit =
                thread.kernel()
                        .timers()
                        .after(
                                left.isNegative() ? Duration.ZERO : left,
                                () -> thread.tell(this::tooLong));
        thread.lineup().park(turn().run());
        thread.desk().parking().add(this);
        thread.whenDurable(this::look); // it may have come meanwhile
    }

    /** Asks for a look, from any thread. */
    void nudge() {
        turn().thread().tell(this::look);
    }

    private void look() {
        if (over
                || turn().closed()
                || turn().thread().kernel().clock().instant().isBefore(notBefore)) {
            return;
        }
        if (there.getAsBoolean()) {
            leave();
            turn().thread().lineup().unpark(turn().run(), this::goOn);
        }
    }

    /** In the mailbox, as soon as there is a slot for the run. */
    private void goOn() {
        Conversation thread = turn().thread();
        if (!turn().closed()) {
            thread.record(new Fact.Unparked(thread.now(), turn().runId()));
            goOn.run();
        }
    }

    private void tooLong() {
        if (!over && !turn().closed()) {
            turn().fail(
                            "BundleMissing",
                            "what the run needs has not come within "
                                    + turn().thread().kernel().bounds().parked().toHours()
                                    + " hours (parked.max.hours)");
        }
    }

    void leave() {
        if (!over) {
            over = true;
            limit.cancel();
            turn().thread().desk().parking().remove(this);
        }
    }
}
