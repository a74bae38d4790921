package io.demijohn.router.internal.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is at one moment. Never changes; a change makes another one.
 *
 * @param models by name, the one that serves first
 * @param routes by name
 * @param vanished when each name that is no longer served was served last
 */
record Snapshot(
        Map<String, List<Served>> models, Map<String, Route> routes, Map<String, Long> vanished) {

    private static final int REMEMBERED = 1_000;

    static final Snapshot EMPTY = new Snapshot(Map.of(), Map.of(), Map.of());

    @Nullable Served serving(String name) {
        List<Served> all = models.get(name);
        return all == null ? null : all.get(0);
    }

    boolean has(Served served) {
        return models.getOrDefault(served.name(), List.of()).contains(served);
    }

    /** The models behind the names, routes replaced by their candidates, each once. */
    List<String> expand(Collection<String> names) {
        Set<String> result = new LinkedHashSet<>();
        expand(names, new LinkedHashSet<>(), result);
        return new ArrayList<>(result);
    }

    /** A route may name a model as itself is named, and two routes may name each other. */
    private void expand(Collection<String> names, Set<String> inside, Set<String> result) {
        for (String name : names) {
            Route route = routes.get(name);
            if (route == null || inside.contains(name)) {
                result.add(name);
            } else {
                inside.add(name);
                expand(route.candidates(), inside, result);
                inside.remove(name);
            }
        }
    }

    Snapshot with(Served served) {
        Map<String, List<Served>> changed = new TreeMap<>(models);
        List<Served> all = new ArrayList<>(models.getOrDefault(served.name(), List.of()));
        all.add(served);
        all.sort(Served.BEST_FIRST);
        changed.put(served.name(), List.copyOf(all));
        return new Snapshot(changed, routes, without(vanished, served.name()));
    }

    Snapshot without(Served served, long now) {
        Map<String, List<Served>> changed = new TreeMap<>(models);
        List<Served> all = new ArrayList<>(models.getOrDefault(served.name(), List.of()));
        all.remove(served);
        if (!all.isEmpty()) {
            changed.put(served.name(), List.copyOf(all));
            return new Snapshot(changed, routes, vanished);
        }
        changed.remove(served.name());
        return new Snapshot(changed, routes, vanishing(served.name(), now));
    }

    Snapshot with(Route route) {
        Map<String, Route> changed = new TreeMap<>(routes);
        changed.put(route.name(), route);
        return new Snapshot(models, changed, without(vanished, route.name()));
    }

    Snapshot without(Route route, long now) {
        return routes.get(route.name()) == route
                ? new Snapshot(models, without(routes, route.name()), vanishing(route.name(), now))
                : this;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>(models.keySet());
        names.addAll(routes.keySet());
        return names;
    }

    private Map<String, Long> vanishing(String name, long now) {
        Map<String, Long> changed =
                new HashMap<>(vanished.size() < REMEMBERED ? vanished : Map.of());
        changed.put(name, now);
        return changed;
    }

    private static <V> Map<String, V> without(Map<String, V> map, String name) {
        Map<String, V> changed = new TreeMap<>(map);
        changed.remove(name);
        return changed;
    }
}
