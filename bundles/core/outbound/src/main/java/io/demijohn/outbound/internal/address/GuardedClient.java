package io.demijohn.outbound.internal.address;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * An HTTP client that connects to allowed addresses only. Jetty's, because it connects to the
 * addresses that its resolver gives it, while {@code java.net.http} looks the name up again where
 * nobody can check.
 */
public final class GuardedClient implements AutoCloseable {

    private static final long CONNECT_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 120_000;

    private final AddressPolicy policy;
    private final HttpClient client;

    /**
     * Starts a client; it opens no connection yet.
     *
     * @param policy where it may connect to
     * @param lookup finds addresses
     * @param threads its own are too few to wait on
     */
    public GuardedClient(AddressPolicy policy, CheckedResolver.Lookup lookup, Executor threads) {
        this(policy, lookup, threads, threads);
    }

    /**
     * Starts a client whose look-ups hold up nothing else; it opens no connection yet.
     *
     * @param policy where it may connect to
     * @param lookup finds addresses; may take long
     * @param lookups does so
     * @param threads does everything else
     */
    public GuardedClient(
            AddressPolicy policy,
            CheckedResolver.Lookup lookup,
            Executor lookups,
            Executor threads) {
        this.policy = policy;
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setSocketAddressResolver(new CheckedResolver(policy, lookup, lookups));
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
    }

    private static void start(LifeCycle part) {
        try {
            part.start();
        } catch (Exception e) {
            throw new IllegalStateException("an HTTP client does not start", e);
        }
    }

    /**
     * A request. The resolver checks the address; the one really connected to is looked at, too,
     * before a byte goes out.
     *
     * @param url where to
     * @return to be sent
     */
    public Request request(URI url) {
        return client.newRequest(url).onRequestBegin(request -> checkConnection(request, policy));
    }

    /** Aborts a request whose connection leads to where it may not. */
    static void checkConnection(Request begun, AddressPolicy policy) {
        SocketAddress remote =
                begun.getConnection() == null
                        ? null
                        : begun.getConnection().getRemoteSocketAddress();
        try {
            if (!(remote instanceof InetSocketAddress address)) {
                throw new ForbiddenAddressException(begun.getHost(), policy.setting());
            }
            policy.check(begun.getHost(), address.getAddress());
        } catch (ForbiddenAddressException e) {
            begun.abort(e);
        }
    }

    /** Closes every connection. */
    @Override
    public void close() {
        LifeCycle.stop(client);
    }
}
