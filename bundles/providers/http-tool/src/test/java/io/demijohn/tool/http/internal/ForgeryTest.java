package io.demijohn.tool.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    private static InetAddress[] addresses(List<String> texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(texts.get(i));
        }
        return addresses;
    }
}
