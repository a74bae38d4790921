package io.demijohn.outbound.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GuardedClientTest {

    private static final AddressPolicy PUBLIC = new AddressPolicy(false, List.of(), "a setting");
    private static final AddressPolicy ANYWHERE = new AddressPolicy(true, List.of(), "");

    private final AtomicInteger hits = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer site;

    @BeforeEach
    void start() throws Exception {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext(
                "/",
                exchange -> {
                    hits.incrementAndGet();
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        site.start();
    }

    @AfterEach
    void stop() {
        site.stop(0);
        threads.shutdownNow();
    }

    private GuardedClient client(AddressPolicy policy) {
        return new GuardedClient(policy, InetAddress::getAllByName, threads);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + site.getAddress().getPort() + "/");
    }

    @Test
    void anAddressThatIsAllowed() throws Exception {
        try (GuardedClient client = client(ANYWHERE)) {
            assertThat(client.request(url()).send().getStatus()).isEqualTo(204);
        }
    }

    @Test
    void lookUpsHaveThreadsOfTheirOwn() throws Exception {
        ExecutorService lookups = Executors.newSingleThreadExecutor(job -> new Thread(job, "own"));
        AtomicReference<String> finder = new AtomicReference<>();
        CheckedResolver.Lookup lookup =
                host -> {
                    finder.set(Thread.currentThread().getName());
                    return InetAddress.getAllByName(host);
                };
        try (GuardedClient client = new GuardedClient(ANYWHERE, lookup, lookups, threads)) {
            assertThat(client.request(url()).send().getStatus()).isEqualTo(204);
            assertThat(finder).hasValue("own");
        } finally {
            lookups.shutdownNow();
        }
    }

    @Test
    void anAddressThatIsNot() {
        try (GuardedClient client = client(PUBLIC)) {
            assertThatThrownBy(() -> client.request(url()).send())
                    .hasRootCauseInstanceOf(ForbiddenAddressException.class)
                    .rootCause()
                    .hasMessageContaining("a setting would allow it");
            assertThat(hits).hasValue(0);
        }
    }

    /** The second look, at the address really connected to, stands on its own. */
    @Test
    void aConnectionToAnInnerAddressIsNotUsed() {
        try (GuardedClient careless = client(ANYWHERE)) {
            assertThatThrownBy(
                            () ->
                                    careless.request(url())
                                            .onRequestBegin(
                                                    begun ->
                                                            GuardedClient.checkConnection(
                                                                    begun, PUBLIC))
                                            .send())
                    .hasRootCauseInstanceOf(ForbiddenAddressException.class);
            assertThat(hits).hasValue(0);
        }
    }
}
