package io.demijohn.tool.http.internal;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The HTTP clients of all tools, one for each policy, on one small pool of threads: nothing here
 * waits on a thread. Jetty's, because it connects to the addresses that its resolver gives it,
 * while {@code java.net.http} looks the name up again where nobody can check.
 */
@Component(service = Outbound.class)
public final class Outbound {

    private static final int THREADS = 16;
    private static final long CONNECT_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 120_000;

    private final QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    private final Map<AddressPolicy, HttpClient> clients = new EnumMap<>(AddressPolicy.class);

    /** Starts the clients; they open no connection yet. */
    @Activate
    public Outbound() {
        this(InetAddress::getAllByName);
    }

    Outbound(CheckedResolver.Lookup lookup) {
        threads.setName("demijohn-http-tool");
        threads.setDaemon(true);
        start(threads);
        for (AddressPolicy policy : AddressPolicy.values()) {
            clients.put(policy, client(policy, lookup));
        }
    }

    private HttpClient client(AddressPolicy policy, CheckedResolver.Lookup lookup) {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setSocketAddressResolver(new CheckedResolver(policy, lookup, threads));
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setIdleTimeout(IDLE_MILLIS);
        // A redirect is an answer: following one would carry our headers to another host.
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setMaxConnectionsPerDestination(256);
        client.setMaxRequestsQueuedPerDestination(1024);
        client.setUserAgentField(null);
        start(client);
        // Inflated sizes cannot be bounded before they are inflated: do not ask for compression.
        client.getContentDecoderFactories().clear();
        return client;
    }

    private static void start(LifeCycle part) {
        try {
            part.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client of the tools does not start", e);
        }
    }

    HttpClient client(AddressPolicy policy) {
        HttpClient client = clients.get(policy);
        if (client == null) {
            throw new IllegalStateException("no client for " + policy);
        }
        return client;
    }

    /** Closes every connection. */
    @Deactivate
    void deactivate() {
        clients.values().forEach(client -> LifeCycle.stop(client));
        LifeCycle.stop(threads);
    }
}
