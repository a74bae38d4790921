package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.Keys;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening server. Bound by its constructor, or not there. */
public final class JettyServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int THREADS = 64;
    private static final int SPARE_THREADS = 4;
    private static final int HTTP2_STREAMS = 128;
    private static final int HTTP2_EVENTS_A_SECOND = 128;

    private final Server server;
    private final WatchedConnector connector;
    private final Workers workers = new Workers();

    /**
     * Starts to listen.
     *
     * @param settings where and how
     * @param routes what is served
     * @param keys who may
     * @param meters counts
     * @throws IOException when the port cannot be bound
     */
    public JettyServer(Settings settings, Routes routes, Keys keys, Supplier<Meters> meters)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, SPARE_THREADS);
        threads.setName("demijohn-http");
        threads.setVirtualThreadsExecutor(VirtualThreads.executor());
        server = new Server(threads);
        connector = connector(settings);
        server.addConnector(connector);
        server.setHandler(new FrontDoor(routes, keys, meters, settings, workers));
        server.setErrorHandler(new ParserErrors());
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the HTTP server does not start", e);
        }
    }

    private WatchedConnector connector(Settings settings) {
        HttpConfiguration http = http(settings);
        LimitedHttp http1 = new LimitedHttp(http, settings.maxConnections());
        ConnectionFactory[] factories =
                settings.http2()
                        ? new ConnectionFactory[] {http1, http2(http)}
                        : new ConnectionFactory[] {http1};
        WatchedConnector made =
                new WatchedConnector(server, settings.headerTimeout().toMillis(), factories);
        made.setHost(settings.host());
        made.setPort(settings.port());
        made.setIdleTimeout(settings.idleTimeout().toMillis());
        made.setAcceptQueueSize(512);
        return made;
    }

    private static HttpConfiguration http(Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        // a lone line feed is where parsers in a row disagree
        http.setHttpCompliance(
                HttpCompliance.RFC9110.without(
                        "demijohn",
                        HttpCompliance.Violation.LF_HEADER_TERMINATION,
                        HttpCompliance.Violation.LF_CHUNK_TERMINATION));
        // a model's name may have a slash; RawPath decides about the rest
        http.setUriCompliance(
                UriCompliance.DEFAULT.with(
                        "demijohn", UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
        return http;
    }

    private static HTTP2CServerConnectionFactory http2(HttpConfiguration http) {
        HTTP2CServerConnectionFactory factory = new HTTP2CServerConnectionFactory(http);
        factory.setMaxConcurrentStreams(HTTP2_STREAMS);
        factory.setRateControlFactory(new WindowRateControl.Factory(HTTP2_EVENTS_A_SECOND));
        return factory;
    }

    /**
     * The port that was bound.
     *
     * @return 1 to 65535
     */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Jetty's stop can wait for a write that only its own waiting thread could finish; seen with
     * 15,000 connections. So it has its time, then the connections are cut from outside, and then
     * nobody waits any longer.
     */
    @Override
    public void close() {
        Thread stop = new Thread(this::stop, "demijohn-http-stop");
        stop.setDaemon(true);
        stop.start();
        try {
            if (!ended(stop)) {
                LOG.warn("The HTTP server does not stop: cutting its connections");
                connector.getConnectedEndPoints().forEach(EndPoint::close);
                if (!ended(stop)) {
                    LOG.error("The HTTP server has not stopped and is left behind");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workers.close();
        }
    }

    private static boolean ended(Thread stop) throws InterruptedException {
        stop.join(PATIENCE.toMillis());
        return !stop.isAlive();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.error("The HTTP server does not stop", e);
        }
    }
}
