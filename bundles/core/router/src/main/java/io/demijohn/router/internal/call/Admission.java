package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.Bulkhead;
import io.demijohn.resilience.Failure;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.breaker.Stay;
import io.demijohn.router.internal.directory.Served;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the services of a name is asked: the first whose plugin works and whose provider
 * answers, as far as their breakers know.
 */
final class Admission {

    private final Failures failures;

    Admission(Failures failures) {
        this.failures = failures;
    }

    /** The first that both breakers and the bulkhead let through, or null. */
    @Nullable Candidate first(List<Served> services, Set<Served> passed, int others) {
        for (Served served : services) {
            Candidate candidate = passed.contains(served) ? null : admit(served, others);
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private @Nullable Candidate admit(Served served, int others) {
        long plugin = served.guard().breaker().acquire();
        if (plugin == Breaker.REFUSED) {
            return null;
        }
        long provider = served.breaker().acquire();
        Candidate candidate =
                provider == Breaker.REFUSED ? null : enter(served, provider, plugin, others);
        if (candidate == null) {
            served.guard().breaker().record(plugin, Outcome.NEUTRAL, 0);
            served.breaker().record(provider, Outcome.NEUTRAL, 0);
        }
        return candidate;
    }

    /**
     * The last candidate is asked even when its breakers say no: better an error than nothing. A
     * plugin that works is preferred; what a person has closed stays closed.
     */
    @Nullable Candidate inSpite(List<Served> services, Set<Served> passed) {
        Served last = null;
        for (Served served : services) {
            if (passed.contains(served) || isForced(served)) {
                continue;
            }
            if (served.guard().breaker().state() == Breaker.State.CLOSED) {
                return enterInSpite(served);
            }
            last = last == null ? served : last;
        }
        return last == null ? null : enterInSpite(last);
    }

    private @Nullable Candidate enterInSpite(Served served) {
        long provider = served.breaker().acquire();
        Candidate candidate =
                enter(
                        served,
                        provider == Breaker.REFUSED ? Breaker.UNGUARDED : provider,
                        Breaker.UNGUARDED,
                        0);
        if (candidate == null) {
            served.breaker().record(provider, Outcome.NEUTRAL, 0);
        }
        return candidate;
    }

    private boolean isForced(Served served) {
        boolean forced = isForced(served.breaker()) || isForced(served.guard().breaker());
        if (forced) {
            refuse(
                    served,
                    Kind.UNAVAILABLE,
                    " is not called because its breaker was opened by hand; breaker:list shows it"
                            + " and breaker:reset closes it");
        }
        return forced;
    }

    private static boolean isForced(Breaker breaker) {
        return breaker.state() == Breaker.State.FORCED_OPEN;
    }

    private @Nullable Candidate enter(Served served, long provider, long plugin, int others) {
        long place = served.guard().places().acquire();
        if (place == Bulkhead.REFUSED) {
            int inside = served.guard().places().limit();
            refuse(
                    served,
                    Kind.OVERLOADED,
                    " is full: its plugin has not ended " + inside + " calls yet");
            return null;
        }
        return new Candidate(served, provider, new Stay(served.guard(), plugin, place), others);
    }

    private void refuse(Served served, Kind kind, String why) {
        ModelException error =
                new ModelException(kind, "model " + served.name() + why, null, Optional.empty());
        failures.add(served.name(), error, Failure.REFUSED_FURTHER_IN);
    }
}
