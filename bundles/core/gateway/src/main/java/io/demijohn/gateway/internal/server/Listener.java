package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.Keys;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.health.Health;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server listening. When the port is taken it says so once, and tries again until it is
 * free or it is closed.
 */
public final class Listener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Settings settings;
    private final Routes routes;
    private final Keys keys;
    private final CurrentMeters meters;
    private final Duration betweenTries;
    private final ScheduledExecutorService retries =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "demijohn-http-bind");
                        thread.setDaemon(true);
                        return thread;
                    });
    private Optional<JettyServer> server = Optional.empty();
    private boolean said;

    /**
     * Starts to listen, now or as soon as it can be.
     *
     * @param settings where and how
     * @param routes what is served
     * @param keys who may
     * @param platform has the telemetry
     */
    public Listener(Settings settings, Routes routes, Keys keys, Platform platform) {
        this(settings, routes, keys, platform, RETRY);
    }

    Listener(
            Settings settings, Routes routes, Keys keys, Platform platform, Duration betweenTries) {
        this.settings = settings;
        this.routes = routes;
        this.keys = keys;
        this.meters = new CurrentMeters(platform);
        this.betweenTries = betweenTries;
        listen();
    }

    private synchronized void listen() {
        if (retries.isShutdown()) {
            return;
        }
        try {
            JettyServer bound = new JettyServer(settings, routes, keys, meters::get);
            server = Optional.of(bound);
            LOG.info("Gateway listens on http://{}:{}", shown(settings.host()), bound.port());
        } catch (IOException e) {
            sayOnce(e);
            retries.schedule(this::listen, betweenTries.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void sayOnce(IOException e) {
        if (!said) {
            said = true;
            LOG.error("{}: {}; {}", problem(), Causes.of(e), fix());
        }
    }

    private String problem() {
        return "Gateway cannot listen on " + shown(settings.host()) + ":" + settings.port();
    }

    private static String fix() {
        return "stop what uses the port, or set another in etc/io.demijohn.gateway.cfg or by"
                + " --port";
    }

    private static String shown(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /**
     * Whether it listens.
     *
     * @return DOWN while the port is taken
     */
    public synchronized Health health() {
        if (server.isEmpty()) {
            return Health.down(problem(), fix());
        }
        return Health.up("Listens on " + shown(settings.host()) + ":" + port());
    }

    /**
     * The port that is bound.
     *
     * @return 0 while there is none
     */
    public synchronized int port() {
        return server.map(JettyServer::port).orElse(0);
    }

    @Override
    public synchronized void close() {
        retries.shutdownNow();
        server.ifPresent(JettyServer::close);
        server = Optional.empty();
    }

    /** The meters of the telemetry that is there now. */
    private static final class CurrentMeters {
        private final Platform platform;
        private volatile Bound bound;

        private record Bound(OpenTelemetry telemetry, Meters meters) {}

        CurrentMeters(Platform platform) {
            this.platform = platform;
            OpenTelemetry now = platform.telemetry();
            this.bound = new Bound(now, new Meters(now));
        }

        Meters get() {
            OpenTelemetry now = platform.telemetry();
            Bound known = bound;
            if (known.telemetry() != now) {
                known = new Bound(now, new Meters(now));
                bound = known;
            }
            return known.meters();
        }
    }
}
