package io.demijohn.outbound.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckedResolverTest {

    private static final byte[] PUBLIC = {1, 1, 1, 1};

    /** Whatever the host is, the lookup takes it for a public address. */
    private static List<InetSocketAddress> resolve(String host, boolean anywhere) {
        AddressPolicy policy = new AddressPolicy(anywhere, List.of(), "a setting");
        CheckedResolver resolver =
                new CheckedResolver(
                        policy,
                        name -> new InetAddress[] {InetAddress.getByAddress(name, PUBLIC)},
                        Runnable::run);
        Promise.Completable<List<InetSocketAddress>> promise = new Promise.Completable<>();
        resolver.resolve(host, 80, Map.of(), promise);
        return promise.join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0177.0.0.1",
                "1.1.1.01",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "1.1.1.1.",
                "public.example.0x7f"
            })
    void numbersThatCanBeReadInTwoWaysAreRefused(String host) {
        assertThatThrownBy(() -> resolve(host, false))
                .hasRootCauseInstanceOf(ForbiddenAddressException.class);
        assertThat(resolve(host, true)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "public.example", "0xface.example", "[2606:4700::1111]"})
    void othersAreLookedUp(String host) {
        assertThat(resolve(host, false)).hasSize(1);
    }
}
