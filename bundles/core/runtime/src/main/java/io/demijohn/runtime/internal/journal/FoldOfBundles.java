package io.demijohn.runtime.internal.journal;

import java.util.Optional;

/** What follows from facts about bundles that come and go, and about notices. */
final class FoldOfBundles {

    private FoldOfBundles() {}

    static ThreadState apply(ThreadState now, Fact.OfRun fact) {
        if (fact instanceof Fact.Pinned pinned) {
            return now.with(
                    now.ledger().with(now.progress().map(begun -> begun.pinned(pinned.tools()))));
        }
        if (fact instanceof Fact.Parking parking) {
            Parked place = new Parked(parking.time(), parking.waitingFor());
            return now.with(now.ledger().change(fact.runId(), run -> run.with(Optional.of(place))));
        }
        if (fact instanceof Fact.Unparked) {
            return unparked(now, fact);
        }
        if (fact instanceof Fact.Migrated migrated) {
            return now.with(now.standing().as(migrated.agent(), migrated.to(), migrated.values()));
        }
        return fact instanceof Fact.Noticed ? now.with(now.ledger().settled(fact.runId())) : now;
    }

    /** The clock of the run's time limit stood still meanwhile. */
    private static ThreadState unparked(ThreadState now, Fact.OfRun fact) {
        long since =
                now.open(fact.runId())
                        .flatMap(OpenRun::parked)
                        .map(Parked::since)
                        .orElse(fact.time());
        Ledger ledger = now.ledger().change(fact.runId(), run -> run.with(Optional.empty()));
        Optional<Progress> progress =
                ledger.progress()
                        .map(
                                begun ->
                                        begun.runId().equals(fact.runId())
                                                ? begun.rested(fact.time() - since)
                                                : begun);
        return now.with(ledger.with(progress));
    }
}
