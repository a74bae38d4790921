package io.demijohn.outbound.internal.config;

import io.demijohn.health.Health;
import io.demijohn.secret.Secret;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered service of one configuration, or the reason why there is none: a mistake in a
 * configuration or a missing secret keeps one service away and is told by its health, nothing else.
 * When a secret changes, the new service is registered before the old one goes.
 *
 * @param <S> what is registered
 */
public final class Outlet<S> {

    /**
     * What a good configuration makes.
     *
     * @param service what is registered
     * @param <S> its type
     * @param close lets open calls finish for a while, then ends them
     * @param properties of the service
     */
    public record Offer<S>(S service, Runnable close, Map<String, String> properties) {

        /**
         * A service without properties.
         *
         * @param service what is registered
         * @param close lets open calls finish for a while, then ends them
         */
        public Offer(S service, Runnable close) {
            this(service, close, Map.of());
        }
    }

    /**
     * Registers a service.
     *
     * @param <S> its type
     */
    @FunctionalInterface
    public interface Registrar<S> {
        /**
         * Registers it.
         *
         * @param service what to register
         * @param properties of the service
         * @return takes it away again
         */
        Runnable register(S service, Map<String, String> properties);
    }

    private record Open(Map<String, String> secrets, Runnable unregister, Runnable close) {

        void end() {
            unregister.run();
            close.run();
        }

        @Override
        public String toString() {
            return "Open[secrets of " + secrets.keySet() + "]";
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

    private final String what;
    private final String pid;
    private final Supplier<Map<String, Secret>> credentials;
    private final Function<Map<String, Secret>, Offer<S>> build;
    private final Registrar<S> registrar;
    private volatile Health health = Health.down("not started", "");
    private @Nullable Open open;
    private boolean closed;

    /**
     * An outlet that is shut until the first {@link #refresh()}.
     *
     * @param what its name in messages
     * @param pid of its configuration
     * @param credentials finds the secrets
     * @param build makes the service
     * @param registrar registers it
     */
    public Outlet(
            String what,
            String pid,
            Supplier<Map<String, Secret>> credentials,
            Function<Map<String, Secret>, Offer<S>> build,
            Registrar<S> registrar) {
        this.what = what;
        this.pid = pid;
        this.credentials = credentials;
        this.build = build;
        this.registrar = registrar;
    }

    /**
     * Whether the service is there, or why not.
     *
     * @return its health
     */
    public Health health() {
        return health;
    }

    /** Registers what the configuration and the secrets make now, if that is something else. */
    public void refresh() {
        Open before;
        synchronized (this) {
            before = open;
            if (closed || !swap()) {
                return;
            }
        }
        if (before != null) {
            LOG.info("{} uses a changed secret from now on", what);
            before.end();
        }
    }

    /** Whether another service is registered now. */
    private boolean swap() {
        try {
            Map<String, Secret> headers = credentials.get();
            Map<String, String> secrets = new TreeMap<>();
            headers.forEach((name, value) -> secrets.put(name, value.reveal()));
            if (open != null && open.secrets().equals(secrets)) {
                health = Health.up(what + " is configured");
                return false;
            }
            Offer<S> offer = build.apply(headers);
            Runnable unregister = registrar.register(offer.service(), offer.properties());
            open = new Open(secrets, unregister, offer.close());
            health = Health.up(what + " is configured");
            return true;
        } catch (HeaderValues.MissingSecretException e) {
            absent(
                    "secret " + e.secretName() + " not found",
                    "put the value into etc/secrets/" + e.secretName() + " (mode 0600)");
        } catch (IllegalArgumentException e) {
            absent(
                    String.valueOf(e.getMessage()),
                    "correct that field in its etc/" + pid + "-*.cfg");
        }
        return false;
    }

    private void absent(String why, String fix) {
        Health found =
                open == null
                        ? Health.down(what + " is not there: " + why, fix)
                        : Health.degraded(what + " goes on with the former secret: " + why, fix);
        if (!found.equals(health)) {
            LOG.error("{}; {}", found.message(), fix);
        }
        health = found;
    }

    /** Takes the service away, so that no new call comes, and then lets the open ones finish. */
    public void close() {
        Open last;
        synchronized (this) {
            closed = true;
            last = open;
            open = null;
        }
        if (last != null) {
            last.end();
        }
    }
}
