package io.demijohn.runtime.internal.tool;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/** The tools that are there now. Readers see one immutable map; a change replaces it. */
public final class Toolbox {

    /** Somebody who waits for a tool that is being replaced. */
    private static final class Waiter {
        private final String name;
        private final CompletableFuture<Optional<ToolEntry>> answer = new CompletableFuture<>();

        Waiter(String name) {
            this.name = name;
        }
    }

    private final Executor threads;
    private final Timers timers;
    private final TickClock clock;
    private final ToolBounds bounds;
    private final BiConsumer<String, ToolOutcome> meter;
    private final Map<ToolExecutor, ToolEntry> all = new LinkedHashMap<>();
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile Map<String, ToolEntry> serving = Map.of();

    /**
     * An empty one.
     *
     * @param threads lends threads to tools, so that a tool that hangs holds up only tools
     * @param timers for time limits
     * @param clock the platform's time
     * @param bounds of calls
     * @param meter hears how each call ended
     */
    public Toolbox(
            Executor threads,
            Timers timers,
            TickClock clock,
            ToolBounds bounds,
            BiConsumer<String, ToolOutcome> meter) {
        this.threads = threads;
        this.timers = timers;
        this.clock = clock;
        this.bounds = bounds;
        this.meter = meter;
    }

    /**
     * A tool has come.
     *
     * @param executor the tool
     * @param ranking of its service
     */
    public void add(ToolExecutor executor, int ranking) {
        ToolSpec spec = executor.spec();
        ToolEntry entry =
                new ToolEntry(
                        spec,
                        executor,
                        new ArgumentCheck(spec),
                        new Semaphore(bounds.concurrentPerTool()),
                        ranking);
        synchronized (all) {
            all.put(executor, entry);
            publish();
        }
        seen.add(spec.name());
        waiting.stream()
                .filter(waiter -> waiter.name.equals(spec.name()))
                .forEach(waiter -> waiter.answer.complete(find(spec.name())));
    }

    /**
     * A tool has gone; its calls under way go on.
     *
     * @param executor the tool
     */
    public void remove(ToolExecutor executor) {
        synchronized (all) {
            all.remove(executor);
            publish();
        }
    }

    private void publish() {
        Map<String, ToolEntry> best = new LinkedHashMap<>();
        all.values().stream()
                .sorted(
                        Comparator.comparing((ToolEntry entry) -> entry.spec().name())
                                .thenComparing(
                                        Comparator.comparingInt(ToolEntry::ranking).reversed()))
                .forEach(entry -> best.putIfAbsent(entry.spec().name(), entry));
        serving = best;
    }

    /**
     * What can be called now.
     *
     * @return by name
     */
    public List<ToolSpec> specs() {
        return serving.values().stream().map(ToolEntry::spec).toList();
    }

    /**
     * What a model is told.
     *
     * @param names the tools it may call
     * @return those that are there
     */
    public List<ToolSpec> specs(Collection<String> names) {
        Map<String, ToolEntry> now = serving;
        List<ToolSpec> specs = new ArrayList<>();
        for (String name : names) {
            ToolEntry entry = now.get(name);
            if (entry != null) {
                specs.add(entry.spec());
            }
        }
        return specs;
    }

    /**
     * Finds a tool.
     *
     * @param name its name
     * @return empty when it is not there now
     */
    public Optional<ToolEntry> find(String name) {
        return Optional.ofNullable(serving.get(name));
    }

    /**
     * Finds a tool, waiting for one that is being replaced.
     *
     * @param name its name
     * @param expected whether the agent has it
     * @param known whether it was there before this process
     * @return completes at once, or within the grace time
     */
    public CompletionStage<Optional<ToolEntry>> await(
            String name, boolean expected, boolean known) {
        Optional<ToolEntry> now = find(name);
        if (now.isPresent() || !expected || !(known || seen.contains(name))) {
            return CompletableFuture.completedFuture(now);
        }
        Waiter waiter = new Waiter(name);
        waiting.add(waiter);
        Timers.Timer timer =
                timers.after(bounds.grace(), () -> waiter.answer.complete(Optional.empty()));
        waiter.answer.whenComplete(
                (entry, error) -> {
                    waiting.remove(waiter);
                    timer.cancel();
                });
        find(name).ifPresent(entry -> waiter.answer.complete(Optional.of(entry)));
        return waiter.answer;
    }

    /**
     * Calls a tool.
     *
     * @param tool which
     * @param callId the model's id of the call
     * @param key the same whenever this very call is made again
     * @param arguments JSON text
     * @param context tenant, deadline and cancellation
     * @return completes with the answer, or with a {@link io.demijohn.tool.ToolException}
     */
    public CompletionStage<ToolResult> call(
            ToolEntry tool, String callId, String key, String arguments, CallContext context) {
        ToolCallTask task = new ToolCallTask(tool, bounds, timers, clock, meter);
        return task.start(threads, callId, key, arguments, context);
    }

    /**
     * How long to wait for a tool that is being replaced.
     *
     * @return the grace time
     */
    public Duration grace() {
        return bounds.grace();
    }
}
