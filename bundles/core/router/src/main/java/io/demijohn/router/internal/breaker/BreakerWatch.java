package io.demijohn.router.internal.breaker;

import io.demijohn.breaker.BreakerListener;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.resilience.Breaker;
import io.demijohn.router.internal.exec.Timers;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts what breakers do, and tells others, who must not hold up the call behind it. */
public final class BreakerWatch implements Breakers.Watcher {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerWatch.class);
    private static final AttributeKey<String> TO = AttributeKey.stringKey("demijohn.breaker.state");

    private final List<BreakerListener> listeners = new CopyOnWriteArrayList<>();
    private final Timers timers;
    private final LongCounter changes;

    /**
     * Nobody listens yet.
     *
     * @param telemetry the platform's
     * @param timers tell listeners
     */
    public BreakerWatch(OpenTelemetry telemetry, Timers timers) {
        this.timers = timers;
        this.changes =
                telemetry
                        .getMeter("io.demijohn.router")
                        .counterBuilder("demijohn.router.breaker.changes")
                        .setDescription("Changes of breakers, by the state that they changed to")
                        .build();
    }

    /** From now on it is told. */
    public void add(BreakerListener listener) {
        listeners.add(listener);
    }

    /** From now on it is not. */
    public void remove(BreakerListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void changed(Guarded guarded, Breaker.State from, Breaker.State to, Duration openFor) {
        log(guarded.key(), to, openFor);
        String state = to.name().toLowerCase(Locale.ROOT);
        changes.add(1, Attributes.builder().putAll(guarded.key().labels()).put(TO, state).build());
        if (!listeners.isEmpty()) {
            timers.after(0, () -> tell(guarded, from));
        }
    }

    private void tell(Guarded guarded, Breaker.State from) {
        BreakerStatus status = guarded.status();
        for (BreakerListener listener : listeners) {
            try {
                listener.changed(Guarded.state(from), status);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("a listener did not take the change of breaker {}", status.id(), e);
            }
        }
    }

    private static void log(Key key, Breaker.State to, Duration openFor) {
        long millis = openFor.toMillis();
        switch (to) {
            case OPEN -> LOG.warn("{} fails: not called for {} ms", key.subject(), millis);
            case HALF_OPEN -> LOG.info("{} is tried again", key.subject());
            case CLOSED -> LOG.info("{} is called again", key.subject());
            case FORCED_OPEN -> LOG.warn("{} is not called: somebody said so", key.subject());
            case DISABLED -> LOG.warn("{} is called whether it fails or not", key.subject());
        }
    }
}
