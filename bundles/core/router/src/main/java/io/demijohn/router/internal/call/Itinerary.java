package io.demijohn.router.internal.call;

import io.demijohn.resilience.Breaker;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Served;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which candidates are still to be asked, in order. A candidate is asked once a round; one that is
 * not there at the moment stays to be asked.
 */
final class Itinerary {

    private final Directory directory;
    private final List<String> wanted;
    private final Set<String> done = new HashSet<>(4);
    private final Set<String> dropped = new HashSet<>(4);
    private boolean firstRound = true;

    Itinerary(Directory directory, List<String> wanted) {
        this.directory = directory;
        this.wanted = wanted;
    }

    /** The next candidate, or null when nobody is left who is there. */
    @Nullable Candidate next() {
        List<String> names = directory.expand(wanted);
        for (int i = 0; i < names.size(); i++) {
            Served served = open(names.get(i)) ? directory.serving(names.get(i)) : null;
            Candidate candidate = served == null ? null : admit(served, names, i + 1);
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    /** The last candidate is asked even when its breaker says no: better an error than nothing. */
    private @Nullable Candidate admit(Served served, List<String> names, int following) {
        int others = others(names, following);
        done.add(served.name());
        long permit = served.breaker().acquire();
        if (permit != Breaker.REFUSED) {
            return new Candidate(served, permit, others);
        }
        return others == 0 && firstRound ? new Candidate(served, Breaker.UNGUARDED, 0) : null;
    }

    private int others(List<String> names, int from) {
        int others = 0;
        for (int i = from; i < names.size(); i++) {
            if (open(names.get(i)) && directory.serving(names.get(i)) != null) {
                others++;
            }
        }
        return others;
    }

    private boolean open(String name) {
        return !done.contains(name) && !dropped.contains(name);
    }

    /** Asks the name again in this round: the service that failed was being replaced. */
    void again(String name) {
        done.remove(name);
    }

    /** Never asks the name again. */
    void drop(String name) {
        dropped.add(name);
    }

    void newRound() {
        firstRound = false;
        done.clear();
    }

    /** Until when a name that has just gone is worth waiting for; null when none is. */
    @Nullable Long missingUntil(long now, long grace) {
        Long latest = null;
        for (String name : directory.expand(wanted)) {
            Long vanished = open(name) ? directory.vanished(name) : null;
            if (vanished != null && now - vanished < grace) {
                long until = vanished + grace;
                latest = latest == null || until - latest > 0 ? Long.valueOf(until) : latest;
            }
        }
        return latest;
    }
}
