package io.demijohn.tool.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.clock.TickClock;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolResult;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-side request forgery: every known way to make a tool reach what is not public. */
final class ForgeryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressesThatAreNotPublic(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.169.0.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::808:808",
                "2001:4860:4860::8888"
            })
    void addressesThatArePublic(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://127.0.0.1/",
                "jar:http://x.org/a.jar!/",
                "ftp://x.org/",
                "http://user@127.0.0.1/",
                "http://good.org@127.0.0.1/",
                "http://good.org:x@127.0.0.1",
                "http://127。0。0。1/",
                "http://ⓛocalhost/",
                "http://{id}/",
                "http://{id}.x.org/",
                "http://x.org:{id}/",
                "{id}",
                "{id}://x.org/",
                "http:///x",
                "http://",
                "//x.org/",
                "http://x.org/#{id}",
                "http://x.org\\@127.0.0.1/",
                "http://x.org /",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "javascript:1"
            })
    void addressesThatNoConfigurationMayHave(String url) {
        Outbound outbound = new Outbound();
        try (Site site = new Site(Site.answer(200, "inner"))) {
            assertThatThrownBy(
                            () -> {
                                HttpTool tool = Tools.of(outbound, "GET", port(url, site), false);
                                throw Tools.failure(tool, Map.of("id", "127.0.0.1"));
                            })
                    .isInstanceOfAny(IllegalArgumentException.class, ToolException.class);
            assertThat(site.hits()).isEmpty();
        } finally {
            outbound.deactivate();
        }
    }

    /** Where it can, the address points at the site, so that reaching it would show. */
    private static String port(String url, Site site) {
        return url.endsWith("/") && !url.contains("{") && url.startsWith("http://")
                ? url.substring(0, url.length() - 1) + ":" + site.port() + "/"
                : url;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "0.0.0.0",
                "127.1",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "017700000001",
                "0177.0.0.1",
                "LOCALHOST",
                "localhost."
            })
    void namesOfThisMachine(String host) {
        Outbound outbound = new Outbound();
        try (Site site = new Site(Site.answer(200, "inner"))) {
            String url = "http://" + host + ":" + site.port() + "/";
            assertThatThrownBy(
                            () -> {
                                HttpTool tool = Tools.of(outbound, "GET", url, false);
                                throw Tools.failure(tool, Map.of());
                            })
                    .satisfies(ForgeryTest::refusedOrUnknown);
            assertThat(site.hits()).isEmpty();
        } finally {
            outbound.deactivate();
        }
    }

    private static void refusedOrUnknown(Throwable thrown) {
        if (thrown instanceof ToolException e) {
            assertThat(e.kind()).isIn(Kind.FORBIDDEN, Kind.UNAVAILABLE);
        } else {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNameThatResolvesToAnInnerAddress() {
        for (List<String> answers :
                List.of(
                        List.of("127.0.0.1"),
                        List.of("8.8.8.8", "127.0.0.1"),
                        List.of("169.254.169.254"),
                        List.of("::1"))) {
            Outbound outbound = new Outbound(host -> addresses(answers));
            try (Site site = new Site(Site.answer(200, "inner"))) {
                HttpTool tool =
                        Tools.of(outbound, "GET", "http://evil.org:" + site.port() + "/", false);
                ToolException failure = Tools.failure(tool, Map.of());
                assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
                assertThat(failure.getMessage())
                        .contains("evil.org is not a public address")
                        .doesNotContain(answers.get(0));
                assertThat(site.hits()).isEmpty();
            } finally {
                outbound.deactivate();
            }
        }
    }

    /** The name is asked once for a connection, and the connection goes where the check looked. */
    @Test
    void aNameThatResolvesToSomethingElseAMomentLater() {
        Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.1", "192.0.2.1"));
        Outbound outbound = new Outbound(host -> addresses(List.of(answers.remove())));
        try (Site site = new Site(Site.answer(200, "checked"))) {
            HttpTool tool =
                    Tools.of(outbound, "GET", "http://api.example.org:" + site.port() + "/", true);
            assertThat(Tools.call(tool, Map.of())).isEqualTo(ToolResult.of("checked"));
            assertThat(answers).hasSize(1);
            assertThat(site.hits().get(0).header("Host"))
                    .isEqualTo("api.example.org:" + site.port());
        } finally {
            outbound.deactivate();
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (Site inner = new Site(Site.answer(200, "inner"));
                Site outer =
                        new Site(
                                exchange -> {
                                    exchange.getResponseHeaders().set("Location", inner.url());
                                    Site.answer(302, "").handle(exchange);
                                })) {
            Outbound outbound = new Outbound();
            HttpTool tool = Tools.of(outbound, "GET", outer.url() + "/", true);
            ToolResult result = Tools.call(tool, Map.of());
            assertThat(result.failed()).isTrue();
            assertThat(result.text()).startsWith("HTTP status 302; redirects are not followed");
            assertThat(inner.hits()).isEmpty();
            outbound.deactivate();
        }
    }

    /** The second look, at the address really connected to, stands on its own. */
    @Test
    void aConnectionToAnInnerAddressIsNotUsed() {
        Outbound outbound = new Outbound();
        try (Site site = new Site(Site.answer(200, "inner"))) {
            HttpTool strict = Tools.of(outbound, "GET", site.url() + "/", false);
            HttpTool careless =
                    new HttpTool(
                            strict.spec(),
                            new Endpoint(
                                    Method.GET,
                                    new UrlTemplate(site.url() + "/"),
                                    Map.of(),
                                    AddressPolicy.PUBLIC,
                                    1000),
                            outbound.client(AddressPolicy.ANYWHERE),
                            TickClock.system());
            assertThat(Tools.failure(careless, Map.of()).kind()).isEqualTo(Kind.FORBIDDEN);
            assertThat(site.hits()).isEmpty();
        } finally {
            outbound.deactivate();
        }
    }

    private static InetAddress[] addresses(List<String> texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(texts.get(i));
        }
        return addresses;
    }
}
