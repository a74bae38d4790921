package io.demijohn.runtime.internal.tool;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.exec.Bulkhead;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * The tools that are there now. Readers see one immutable map; a change replaces it. Two versions
 * of a tool may be there side by side: who begins gets the better one, who has begun keeps his.
 */
public final class Toolbox {

    private final Executor threads;
    private final Timers timers;
    private final TickClock clock;
    private final ToolBounds bounds;
    private final ResultCut cut;
    private final BiConsumer<String, ToolOutcome> meter;
    private final Map<ToolExecutor, ToolEntry> all = new LinkedHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** What tools that went away were: data alone, nothing of their bundles. */
    private final Map<String, ToolSpec> seen = new ConcurrentHashMap<>();

    private volatile Map<String, List<ToolEntry>> there = Map.of();

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
        this.cut = new ResultCut(bounds.resultBytes());
        this.meter = meter;
    }

    /**
     * A tool has come.
     *
     * @param executor the tool
     * @param ranking of its service
     * @param origin the bundle that brought it
     */
    public void add(ToolExecutor executor, int ranking, Origin origin) {
        ToolSpec spec = executor.spec();
        ToolLimits limits = bounds.of(spec.name());
        ToolEntry entry =
                new ToolEntry(
                        spec,
                        executor,
                        new ArgumentCheck(spec),
                        new Bulkhead(limits.concurrent(), limits.waiting()),
                        limits.time().orElse(spec.timeLimit()),
                        ranking,
                        origin);
        synchronized (all) {
            all.put(executor, entry);
            publish();
        }
        seen.put(spec.name(), spec);
        listeners.forEach(Runnable::run);
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
        Map<String, List<ToolEntry>> fresh = new LinkedHashMap<>();
        all.values().stream()
                .sorted(Pin.order())
                .forEach(
                        entry ->
                                fresh.computeIfAbsent(entry.spec().name(), n -> new ArrayList<>())
                                        .add(entry));
        there = fresh;
    }

    /**
     * Tells of tools that come.
     *
     * @param listener called after each; quick
     * @return takes the wish back
     */
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * What can be called now.
     *
     * @return by name
     */
    public List<ToolSpec> specs() {
        return there.values().stream()
                .map(tools -> tools.get(0).spec())
                .sorted(Comparator.comparing(ToolSpec::name))
                .toList();
    }

    /**
     * What a model is told of the tools of a run. One that is away for a moment is told as it was:
     * a call of it waits until it is back.
     *
     * @param names the tools it may call
     * @param pins where the run's tools came from
     * @return those that are there, or were when the run began
     */
    public List<ToolSpec> specs(Collection<String> names, Map<String, Origin> pins) {
        List<ToolSpec> specs = new ArrayList<>();
        for (String name : names) {
            Optional<Origin> pin = Optional.ofNullable(pins.get(name));
            find(name, pin)
                    .map(ToolEntry::spec)
                    .or(() -> pin.map(gone -> seen.get(name)))
                    .ifPresent(specs::add);
        }
        return specs;
    }

    /**
     * Where tools come from.
     *
     * @param names of tools
     * @return of those that are there
     */
    public Map<String, Origin> origins(Collection<String> names) {
        Map<String, Origin> origins = new LinkedHashMap<>();
        names.forEach(name -> find(name).ifPresent(tool -> origins.put(name, tool.origin())));
        return origins;
    }

    /**
     * Finds a tool.
     *
     * @param name its name
     * @return empty when it is not there now
     */
    public Optional<ToolEntry> find(String name) {
        return there.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * Finds a tool for a run.
     *
     * @param name its name
     * @param pin the bundle that the run has had it from; empty when it never had it
     * @return from that bundle's version, or a later one with the same major number
     */
    public Optional<ToolEntry> find(String name, Optional<Origin> pin) {
        List<ToolEntry> now = there.getOrDefault(name, List.of());
        return now.stream()
                .filter(tool -> pin.map(had -> Pin.exact(had, tool.origin())).orElse(true))
                .findFirst()
                .or(
                        () ->
                                now.stream()
                                        .filter(tool -> Pin.compatible(pin.get(), tool.origin()))
                                        .findFirst());
    }

    /**
     * Whether a tool was there at any time in this process.
     *
     * @param name its name
     * @return also when it is there now
     */
    public boolean seen(String name) {
        return seen.containsKey(name);
    }

    /**
     * Finds a tool for a run, waiting for one that is being replaced.
     *
     * @param name its name
     * @param pin the bundle that the run has had it from
     * @param waits whether to wait
     * @return completes at once, or within the grace time
     */
    public CompletionStage<Optional<ToolEntry>> await(
            String name, Optional<Origin> pin, boolean waits) {
        Optional<ToolEntry> now = find(name, pin);
        if (now.isPresent() || !waits) {
            return CompletableFuture.completedFuture(now);
        }
        CompletableFuture<Optional<ToolEntry>> answer = new CompletableFuture<>();
        Runnable look = () -> find(name, pin).ifPresent(tool -> answer.complete(Optional.of(tool)));
        Runnable leave = onChange(look);
        Timers.Timer timer = timers.after(bounds.grace(), () -> answer.complete(Optional.empty()));
        answer.whenComplete(
                (entry, error) -> {
                    leave.run();
                    timer.cancel();
                });
        look.run();
        return answer;
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
        return new ToolCallTask<>(tool, tool.executor()::execute, cut::cut, timers, clock, meter)
                .start(threads, callId, key, arguments, context);
    }

    /**
     * Asks a tool whether an earlier call happened.
     *
     * @param tool which
     * @param callId the model's id of the call
     * @param key of that call
     * @param arguments JSON text
     * @param context tenant, deadline and cancellation
     * @return completes with what the tool knows; whatever fails is UNKNOWN
     */
    public CompletionStage<ToolProbe> probe(
            ToolEntry tool, String callId, String key, String arguments, CallContext context) {
        return new ToolCallTask<ToolProbe>(
                        tool,
                        tool.executor()::probe,
                        found -> new ToolProbe(found.state(), found.result().map(cut::cut)),
                        timers,
                        clock,
                        (name, outcome) -> {})
                .start(threads, callId, key, arguments, context)
                .handle((found, error) -> found == null ? ToolProbe.UNKNOWN : found);
    }
}
