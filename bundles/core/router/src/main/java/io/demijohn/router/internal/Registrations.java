package io.demijohn.router.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Bulkhead;
import io.demijohn.router.internal.breaker.Breakers;
import io.demijohn.router.internal.breaker.Key;
import io.demijohn.router.internal.breaker.PluginGuard;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Served;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns model services into entries of the directory, each with what stands before it. */
final class Registrations {

    /** Safe for many threads, unlike a generator of one's own. */
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private record Entry(Served served, Key provider, Key plugin) {}

    private final IdentityHashMap<ChatModel, Entry> byService = new IdentityHashMap<>();
    private final String kind;
    private final Directory directory;
    private final TickClock clock;
    private final Breakers breakers;
    private int places;

    Registrations(
            String kind, Directory directory, TickClock clock, Breakers breakers, int places) {
        this.kind = kind;
        this.directory = directory;
        this.clock = clock;
        this.breakers = breakers;
        this.places = places;
    }

    synchronized void add(ChatModel model, Map<String, Object> properties) {
        ModelInfo info = describe(model, properties);
        if (info == null) {
            return;
        }
        Entry entry = entry(model, info, properties);
        byService.put(model, entry);
        directory.add(entry.served());
        LOG.info("model {} of {} is here", info.name(), info.provider());
    }

    private Entry entry(ChatModel model, ModelInfo info, Map<String, Object> properties) {
        long id = properties.get("service.id") instanceof Long given ? given : 0;
        int ranking = properties.get("service.ranking") instanceof Integer given ? given : 0;
        Key provider = Key.provider(kind, info, properties.get(ChatModel.CREDENTIAL), id);
        Key plugin = Key.plugin(kind, info, id);
        PluginGuard guard =
                new PluginGuard(breakers.take(plugin), new Bulkhead(places, clock::nanoTime));
        return new Entry(
                new Served(model, info, ranking, id, breakers.take(provider), guard),
                provider,
                plugin);
    }

    synchronized void remove(ChatModel model) {
        Entry entry = byService.remove(model);
        if (entry != null) {
            directory.remove(entry.served());
            breakers.give(entry.provider());
            breakers.give(entry.plugin());
            Served served = entry.served();
            LOG.info("model {} of {} is gone", served.name(), served.info().provider());
        }
    }

    /** How many calls each plugin may hold. */
    synchronized void reconfigure(int changedPlaces) {
        places = changedPlaces;
        byService.values().forEach(entry -> entry.served().guard().places().reconfigure(places));
    }

    /** A plugin that cannot even say what it is stays outside; nobody else notices. */
    private static @Nullable ModelInfo describe(ChatModel model, Map<String, Object> properties) {
        try {
            return Objects.requireNonNull(model.info(), "info() returned null");
        } catch (RuntimeException | LinkageError e) {
            LOG.error(
                    "a model of bundle {} is left out because it does not say what it is",
                    properties.get("service.bundleid"),
                    e);
            return null;
        }
    }
}
