package io.demijohn.router.internal.breaker;

import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One breaker for each key, for as long as a service with that key is there and some time after:
 * who replaces a provider's bundle has not repaired the provider. At most a thousand wait so. Calls
 * never come here; they have their breaker already.
 */
public final class Breakers {

    static final Duration IDLE = Duration.ofMinutes(10);
    static final int MOST_IDLE = 1_000;

    /** Hears of every change, on the thread of the call that caused it. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * A breaker has changed.
         *
         * @param guarded which
         * @param from what it let through before
         * @param to what it lets through
         * @param openFor how long it lets nothing through
         */
        void changed(Guarded guarded, Breaker.State from, Breaker.State to, Duration openFor);
    }

    private static final class Entry {
        private final Guarded guarded;
        private int holders;
        private long idleSince;

        Entry(Guarded guarded) {
            this.guarded = guarded;
        }
    }

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final Watcher watcher;
    private BreakerSettings upstream;
    private BreakerSettings plugin;

    /**
     * None yet.
     *
     * @param upstream settings of those before providers
     * @param plugin settings of those before plugins
     * @param nanoClock monotonic nanoseconds
     * @param random safe for many threads
     * @param watcher hears of changes
     */
    public Breakers(
            BreakerSettings upstream,
            BreakerSettings plugin,
            LongSupplier nanoClock,
            RandomGenerator random,
            Watcher watcher) {
        this.upstream = upstream;
        this.plugin = plugin;
        this.nanoClock = nanoClock;
        this.random = random;
        this.watcher = watcher;
    }

    /**
     * The breaker of a service that has come.
     *
     * @param key what it stands before
     * @return the same for the same key, until it was idle for long
     */
    public synchronized Breaker take(Key key) {
        Entry entry = entries.computeIfAbsent(key, this::make);
        entry.holders++;
        return entry.guarded.breaker();
    }

    private Entry make(Key key) {
        Guarded[] self = new Guarded[1];
        Breaker breaker =
                new Breaker(
                        settings(key),
                        nanoClock,
                        random,
                        (from, to, time) -> watcher.changed(self[0], from, to, time));
        self[0] = new Guarded(key, breaker);
        return new Entry(self[0]);
    }

    /**
     * A service has gone.
     *
     * @param key what {@link #take} was asked for
     */
    public synchronized void give(Key key) {
        Entry entry = entries.get(key);
        if (entry == null || --entry.holders > 0) {
            return;
        }
        entries.remove(key);
        if (key.lasting()) {
            // To the end: idle ones stand in the order in which they became so.
            entries.put(key, entry);
            entry.idleSince = nanoClock.getAsLong();
        }
        retire();
    }

    private void retire() {
        long now = nanoClock.getAsLong();
        entries.values().removeIf(e -> e.holders == 0 && now - e.idleSince >= IDLE.toNanos());
        long surplus = entries.values().stream().filter(e -> e.holders == 0).count() - MOST_IDLE;
        var oldest = entries.values().iterator();
        while (surplus > 0 && oldest.hasNext()) {
            if (oldest.next().holders == 0) {
                oldest.remove();
                surplus--;
            }
        }
    }

    /**
     * Applies to all, which keep what they have counted.
     *
     * @param changedUpstream settings of those before providers
     * @param changedPlugin settings of those before plugins
     */
    public synchronized void reconfigure(
            BreakerSettings changedUpstream, BreakerSettings changedPlugin) {
        upstream = changedUpstream;
        plugin = changedPlugin;
        entries.forEach((key, entry) -> entry.guarded.breaker().reconfigure(settings(key)));
    }

    private BreakerSettings settings(Key key) {
        return key.isPlugin() ? plugin : upstream;
    }

    /**
     * All that are in use or were lately.
     *
     * @return by id
     */
    public synchronized List<Guarded> all() {
        retire();
        List<Guarded> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.guarded));
        all.sort(Comparator.comparing(guarded -> guarded.key().id()));
        return all;
    }

    /**
     * For people.
     *
     * @return by id
     */
    public List<BreakerStatus> statuses() {
        return all().stream().map(Guarded::status).toList();
    }

    /**
     * Overrules one.
     *
     * @param id of its key
     * @param mode who decides
     * @return how it is now
     */
    public BreakerStatus set(String id, BreakerMode mode) {
        Guarded guarded = find(id);
        switch (mode) {
            case AUTOMATIC -> guarded.breaker().reset();
            case FORCED_OPEN -> guarded.breaker().forceOpen();
            case DISABLED -> guarded.breaker().disable();
        }
        return guarded.status();
    }

    private Guarded find(String id) {
        return all().stream()
                .filter(guarded -> guarded.key().id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no breaker " + id + "; breaker:list shows them"));
    }
}
