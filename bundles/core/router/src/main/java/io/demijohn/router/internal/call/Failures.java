package io.demijohn.router.internal.call;

import io.demijohn.model.ModelException;
import io.demijohn.resilience.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went wrong so far, and what the caller hears of it. */
final class Failures {

    private final Map<String, ModelException> byName = new LinkedHashMap<>(4);
    private @Nullable ModelException last;
    private @Nullable ModelException transientOne;

    void add(String name, ModelException error, Failure verdict) {
        byName.remove(name);
        byName.put(name, error);
        last = error;
        if (verdict.retries()) {
            transientOne = error;
        }
    }

    /** What decides about another round: something that may pass by itself, if there was any. */
    Failure decisive() {
        return transientOne == null ? Failure.UNSUITABLE : Verdict.of(transientOne.kind());
    }

    /** The shortest wait after which somebody may be asked again; others pause behind breakers. */
    long retryAfterNanos(long afterRateLimit) {
        long shortest = Long.MAX_VALUE;
        for (ModelException error : byName.values()) {
            if (Verdict.of(error.kind()).retries()) {
                shortest = Math.min(shortest, retryAfterNanos(error, afterRateLimit));
            }
        }
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    private static long retryAfterNanos(ModelException error, long afterRateLimit) {
        long unasked = error.kind() == ModelException.Kind.RATE_LIMITED ? afterRateLimit : 0;
        return error.retryAfter().map(Failures::nanos).orElse(unasked);
    }

    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(1)) > 0
                ? Duration.ofDays(1).toNanos()
                : Math.max(0, duration.toNanos());
    }

    /**
     * The one error of them all: of several, one that may pass by itself, because then the caller
     * may try again.
     */
    ModelException summary(List<String> wanted, Set<String> known) {
        ModelException representative = transientOne != null ? transientOne : last;
        if (representative == null) {
            return unknown(wanted, known);
        }
        return byName.size() == 1 ? representative : summary(representative);
    }

    private ModelException summary(ModelException representative) {
        StringBuilder text = new StringBuilder("no candidate answered:");
        byName.forEach(
                (name, error) ->
                        text.append(' ')
                                .append(name)
                                .append(": ")
                                .append(error.getMessage())
                                .append(';'));
        text.setLength(text.length() - 1);
        return new ModelException(
                representative.kind(),
                text.toString(),
                representative,
                representative.retryAfter());
    }

    private static ModelException unknown(List<String> wanted, Set<String> known) {
        String there =
                known.isEmpty() ? "there is none now" : "there are: " + String.join(", ", known);
        return new ModelException(
                ModelException.Kind.NOT_FOUND,
                "no model or route is named " + String.join(" or ", wanted) + "; " + there,
                null,
                Optional.empty());
    }
}
