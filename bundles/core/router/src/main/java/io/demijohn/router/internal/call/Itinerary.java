package io.demijohn.router.internal.call;

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

    private static final int MOST_PASSED = 8;

    private final Directory directory;
    private final List<String> wanted;
    private final Admission admission;
    private final Set<String> done = new HashSet<>(4);
    private final Set<String> dropped = new HashSet<>(4);
    private Set<Served> passed = Set.of();
    private boolean firstRound = true;

    Itinerary(Directory directory, List<String> wanted, Failures failures) {
        this.directory = directory;
        this.wanted = wanted;
        this.admission = new Admission(failures);
    }

    /** The next candidate, or null when nobody is left who is there. */
    @Nullable Candidate next() {
        List<String> names = directory.expand(wanted);
        for (int i = 0; i < names.size(); i++) {
            List<Served> services = open(names.get(i)) ? services(names.get(i)) : List.of();
            Candidate candidate = services.isEmpty() ? null : admit(services, names, i + 1);
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private @Nullable Candidate admit(List<Served> services, List<String> names, int following) {
        int others = others(names, following);
        done.add(services.get(0).name());
        Candidate candidate = admission.first(services, passed, others);
        return candidate == null && others == 0 && firstRound
                ? admission.inSpite(services, passed)
                : candidate;
    }

    private List<Served> services(String name) {
        return directory.services(name);
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

    /**
     * Asks the name again in this round if another of its services may do better: one with another
     * credential, or, when the plugin may be to blame, another version.
     *
     * @return that service, or null
     */
    @Nullable Served another(Served failed, boolean mayBeThePlugins) {
        // One that has gone was replaced, which says nothing about it.
        if (passed.size() >= MOST_PASSED || !directory.has(failed)) {
            return null;
        }
        for (Served other : services(failed.name())) {
            boolean differs = mayBeThePlugins || other.breaker() != failed.breaker();
            if (!other.equals(failed) && differs && !passed.contains(other)) {
                pass(failed);
                done.remove(failed.name());
                return other;
            }
        }
        return null;
    }

    private void pass(Served failed) {
        passed = new HashSet<>(passed);
        passed.add(failed);
    }

    /** Never asks the name again. */
    void drop(String name) {
        dropped.add(name);
    }

    void newRound() {
        firstRound = false;
        done.clear();
        passed = Set.of();
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
