package io.demijohn.router.internal.directory;

import io.demijohn.model.ModelInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who serves which name. Reading is one volatile read of a snapshot; services come and go under a
 * lock. Calls that found a name missing for a moment can wait here for it.
 */
public final class Directory {

    private static final String DRILL = "drill";

    private final LongSupplier nanoClock;
    private final Map<Object, Runnable> waiting = new LinkedHashMap<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;

    /**
     * An empty one.
     *
     * @param nanoClock monotonic nanoseconds
     */
    public Directory(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A model has come. */
    public void add(Served served) {
        change(seen -> seen.with(served));
    }

    /** A model has gone. Another service of its name takes over at once. */
    public void remove(Served served) {
        change(seen -> seen.without(served, nanoClock.getAsLong()));
    }

    /** A route has come, or replaces one of its name. */
    public void add(Route route) {
        change(seen -> seen.with(route));
    }

    /** A route has gone. */
    public void remove(Route route) {
        change(seen -> seen.without(route, nanoClock.getAsLong()));
    }

    private void change(UnaryOperator<Snapshot> step) {
        List<Runnable> due;
        synchronized (waiting) {
            snapshot = step.apply(snapshot);
            due = List.copyOf(waiting.values());
            waiting.clear();
        }
        due.forEach(Runnable::run);
    }

    /**
     * Who serves a name now.
     *
     * @return nobody, or the best service of that name
     */
    public @Nullable Served serving(String name) {
        return snapshot.serving(name);
    }

    /** Whether this very service is still registered. */
    public boolean has(Served served) {
        return snapshot.has(served);
    }

    /**
     * The models behind names.
     *
     * @param names of models or routes
     * @return names of models, each once, in order; a name that nobody knows stays
     */
    public List<String> expand(Collection<String> names) {
        return snapshot.expand(names);
    }

    /**
     * When a name that was served went away.
     *
     * @return empty when it is served, or never was
     */
    public @Nullable Long vanished(String name) {
        return snapshot.vanished().get(name);
    }

    /**
     * Waits for the next change; when one has happened since the caller looked, that was it.
     *
     * @param seen what {@link #version} returned before the caller looked
     * @param limit how many may wait at once
     * @param action quick work, run once
     * @return forgets the action; null when too many wait
     */
    public @Nullable Runnable await(Object seen, int limit, Runnable action) {
        Object key = new Object();
        synchronized (waiting) {
            if (seen == snapshot) {
                if (waiting.size() >= limit) {
                    return null;
                }
                waiting.put(key, action);
                return () -> forget(key);
            }
        }
        action.run();
        return () -> {};
    }

    private void forget(Object key) {
        synchronized (waiting) {
            waiting.remove(key);
        }
    }

    /** Stands for the present state; another object after each change. */
    public Object version() {
        return snapshot;
    }

    /** All that can be asked for. */
    public Set<String> names() {
        return snapshot.names();
    }

    /** The services that serve at present, by name. */
    public List<Served> serving() {
        List<Served> all = new ArrayList<>();
        snapshot.models().values().forEach(services -> all.add(services.get(0)));
        return all;
    }

    /**
     * The services of a name. Nobody stands by behind a drill: its faults must be felt.
     *
     * @param name of a model
     * @return the one that serves first, then those that stand by; empty when there is none
     */
    public List<Served> services(String name) {
        List<Served> all = snapshot.models().getOrDefault(name, List.of());
        return all.size() > 1 && all.get(0).info().metadata().containsKey(DRILL)
                ? all.subList(0, 1)
                : all;
    }

    /** Every service, standing by or not. */
    public List<Served> services() {
        List<Served> all = new ArrayList<>();
        snapshot.models().values().forEach(all::addAll);
        return all;
    }

    /** The routes, by name. */
    public Collection<Route> routes() {
        return snapshot.routes().values();
    }

    /** What can be asked for, as callers see it. A route hides a model of its name. */
    public List<ModelInfo> models() {
        Map<String, ModelInfo> all = new TreeMap<>();
        serving().forEach(served -> all.put(served.name(), served.info()));
        routes().forEach(route -> all.put(route.name(), info(route)));
        return List.copyOf(all.values());
    }

    private static ModelInfo info(Route route) {
        return new ModelInfo(route.name(), "route", Map.of("candidates", route.candidates()));
    }
}
