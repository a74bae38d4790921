package io.demijohn.provider.openai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.call.Cancellation;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationTest {

    private static final Map<String, String> SECRETS =
            Map.of("KEY", "sk-CANARY-1\n", "TWO_LINES", "a\nb");
    private static final SecretResolver RESOLVER =
            name -> Optional.ofNullable(SECRETS.get(name)).map(Secret::new);
    private final Credentials credentials =
            new Credentials(List.of(n -> Optional.empty(), RESOLVER));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1",
                "http://localhost:11434/v1",
                "http://127.0.0.1:8080",
                "http://[::1]:8080/v1",
                "https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21"
            })
    void goodAddresses(String url) {
        assertThat(OpenAiAddress.endpoint(url, false, Map.of()).base()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.openai.com",
                "ftp://x/",
                "https://",
                "https://u:p@x/",
                "file:/etc/x",
                "https://x/#f",
                "http://10.0.0.1/v1",
                "http://localhost.evil.com/v1",
                "http://127.0.0.1.evil.com/",
                "ht tp://x"
            })
    void badAddresses(String url) {
        assertThatThrownBy(() -> OpenAiAddress.endpoint(url, false, Map.of()).base())
                .hasMessageStartingWith("base.url must");
    }

    @Test
    void insecureWhenTheOperatorSaysSo() {
        assertThat(OpenAiAddress.endpoint("http://10.0.0.1/v1", true, Map.of())).isNotNull();
    }

    @Test
    void keepsTheQueryBehindThePath() {
        Endpoint endpoint = OpenAiAddress.endpoint("https://x/d/?api-version=1", false, Map.of());
        assertThat(
                        endpoint.post(
                                        "/chat/completions",
                                        "{}",
                                        "*/*",
                                        Asked.context(Duration.ofSeconds(1), Cancellation.NEVER))
                                .uri())
                .hasToString("https://x/d/chat/completions?api-version=1");
    }

    @Test
    void makesHeaders() {
        Map<String, Secret> headers =
                credentials.headers(
                        "secret:KEY",
                        "org-1",
                        new String[] {"api-key: secret:KEY", "X-A: b: c\nX-B: d"});
        assertThat(headers.get("Authorization").reveal()).isEqualTo("Bearer sk-CANARY-1");
        assertThat(headers.get("OpenAI-Organization").reveal()).isEqualTo("org-1");
        assertThat(headers.get("api-key").reveal()).isEqualTo("sk-CANARY-1");
        assertThat(headers.get("X-A").reveal()).isEqualTo("b: c");
        assertThat(headers.get("X-B").reveal()).isEqualTo("d");
        Endpoint endpoint = OpenAiAddress.endpoint("https://x/", false, headers);
        assertThat(headers + " " + endpoint).doesNotContain("CANARY");
    }

    @Test
    void namesTheFieldAndNeverTheValue() {
        assertThatThrownBy(() -> credentials.headers("sk-CANARY-1", "", new String[0]))
                .hasMessageContaining("api.key must be a reference like secret:NAME")
                .hasMessageNotContaining("CANARY");
        assertThatThrownBy(() -> credentials.headers("secret:NONE", "", new String[0]))
                .hasMessage("secret NONE not found");
        assertThatThrownBy(() -> credentials.headers("secret:TWO_LINES", "", new String[0]))
                .hasMessageStartingWith("api.key must be one line");
        for (String header : new String[] {"x", "a b: c", ": c", "Host: x", "x:"}) {
            assertThatThrownBy(() -> credentials.headers("", "", new String[] {header}))
                    .hasMessageStartingWith("headers must be");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer", "cookie:", "api-key:", "X-Auth-Token:"})
    void takesNoCredentialFromTheConfigurationItself(String header) {
        String[] plain = {header + " sk-CANARY-1"};
        assertThatThrownBy(() -> credentials.headers("", "", plain))
                .hasMessageContaining("must be a reference like secret:NAME")
                .hasMessageNotContaining("CANARY");
    }
}
