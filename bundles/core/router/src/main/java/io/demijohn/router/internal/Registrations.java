package io.demijohn.router.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Served;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns model services into entries of the directory, each with a breaker of its own. */
final class Registrations {

    /** Safe for many threads, unlike a generator of one's own. */
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final IdentityHashMap<ChatModel, Served> byService = new IdentityHashMap<>();
    private final Directory directory;
    private final TickClock clock;
    private BreakerSettings settings;

    Registrations(Directory directory, TickClock clock, BreakerSettings settings) {
        this.directory = directory;
        this.clock = clock;
        this.settings = settings;
    }

    synchronized void add(ChatModel model, Map<String, Object> properties) {
        ModelInfo info = describe(model, properties);
        if (info == null) {
            return;
        }
        Served served =
                new Served(
                        model,
                        info,
                        properties.get("service.ranking") instanceof Integer ranking ? ranking : 0,
                        properties.get("service.id") instanceof Long id ? id : 0,
                        breaker(info.name()));
        byService.put(model, served);
        directory.add(served);
        LOG.info("model {} of {} is here", info.name(), info.provider());
    }

    synchronized void remove(ChatModel model) {
        Served served = byService.remove(model);
        if (served != null) {
            directory.remove(served);
            LOG.info("model {} of {} is gone", served.name(), served.info().provider());
        }
    }

    synchronized void reconfigure(BreakerSettings changed) {
        settings = changed;
        byService.values().forEach(served -> served.breaker().reconfigure(changed));
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

    private Breaker breaker(String name) {
        return new Breaker(
                settings, clock::nanoTime, RANDOM, (from, to, time) -> log(name, to, time));
    }

    private static void log(String name, Breaker.State to, Duration time) {
        switch (to) {
            case OPEN -> LOG.warn("model {} fails: not called for {} ms", name, time.toMillis());
            case HALF_OPEN -> LOG.info("model {} is tried again", name);
            case CLOSED -> LOG.info("model {} answers again", name);
            case FORCED_OPEN -> LOG.warn("model {} is not called: its breaker was opened", name);
            case DISABLED -> LOG.warn("model {} is called always: its breaker is off", name);
        }
    }
}
