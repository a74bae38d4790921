package io.demijohn.runtime.internal.run;

import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.StateValues;
import io.demijohn.runtime.internal.exec.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** The state migrators that are there, and the way from one version to another. */
public final class Migrators {

    /** One migrator, as it described itself when it came. */
    record Step(StateMigrator migrator, String agent, int from, int to) {
        String name() {
            return migrator.getClass().getName() + " (" + agent + " " + from + " to " + to + ")";
        }
    }

    /** A migrator failed; says which one and how. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message, @org.jspecify.annotations.Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final Executor threads;
    private final Timers timers;
    private final Duration limit;
    private final List<Step> steps = new CopyOnWriteArrayList<>();

    /**
     * None yet.
     *
     * @param threads lends threads, so that one that hangs holds up nothing else
     * @param timers for the limit
     * @param limit of one migration, all its steps together
     */
    public Migrators(Executor threads, Timers timers, Duration limit) {
        this.threads = threads;
        this.timers = timers;
        this.limit = limit;
    }

    /**
     * A migrator has come.
     *
     * @param migrator the service
     */
    public void add(StateMigrator migrator) {
        Step step =
                new Step(migrator, migrator.agent(), migrator.fromVersion(), migrator.toVersion());
        if (step.to() <= step.from()) {
            throw new IllegalArgumentException(step.name() + " does not lead to a later version");
        }
        steps.add(step);
    }

    /**
     * A migrator has gone.
     *
     * @param migrator the service
     */
    public void remove(StateMigrator migrator) {
        steps.removeIf(step -> step.migrator() == migrator);
    }

    /** The fewest steps from one version to another; empty when there is no way. */
    Optional<List<Step>> chain(String agent, int from, int to) {
        Deque<List<Step>> ways = new ArrayDeque<>(List.of(List.of()));
        Set<Integer> been = new HashSet<>(Set.of(from));
        while (!ways.isEmpty()) {
            List<Step> way = ways.remove();
            int at = way.isEmpty() ? from : way.get(way.size() - 1).to();
            if (at == to) {
                return Optional.of(way);
            }
            for (Step step : steps) {
                boolean fits = step.agent().equals(agent) && step.from() == at && step.to() <= to;
                if (fits && been.add(step.to())) {
                    List<Step> longer = new ArrayList<>(way);
                    longer.add(step);
                    ways.add(longer);
                }
            }
        }
        return Optional.empty();
    }

    /** Applies a chain elsewhere; completes with the result, or with {@link Failed}. */
    CompletionStage<StateValues> apply(List<Step> chain, StateValues values) {
        CompletableFuture<StateValues> answer = new CompletableFuture<>();
        Timers.Timer late =
                timers.after(
                        limit,
                        () ->
                                answer.completeExceptionally(
                                        new Failed(
                                                names(chain)
                                                        + " took longer than "
                                                        + limit.toSeconds()
                                                        + " s (migrator.timeout.seconds)",
                                                null)));
        answer.whenComplete((result, error) -> late.cancel());
        threads.execute(() -> apply(chain, values, answer));
        return answer;
    }

    /** A migrator may throw anything: it is somebody else's code, and this is its edge. */
    private static void apply(
            List<Step> chain, StateValues values, CompletableFuture<StateValues> answer) {
        StateValues now = values;
        for (Step step : chain) {
            try {
                now = java.util.Objects.requireNonNull(step.migrator().migrate(now), "its result");
            } catch (Throwable e) {
                answer.completeExceptionally(
                        new Failed(step.name() + " broke: " + e.getClass().getSimpleName(), e));
                return;
            }
        }
        answer.complete(now);
    }

    private static String names(List<Step> chain) {
        return String.join(", ", chain.stream().map(Step::name).toList());
    }
}
