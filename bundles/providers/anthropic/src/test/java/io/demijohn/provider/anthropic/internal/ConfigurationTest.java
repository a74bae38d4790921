package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.call.Cancellation;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigurationTest {

    private static final SecretResolver RESOLVER =
            name -> Optional.ofNullable(Map.of("KEY", "sk-CANARY-1\n").get(name)).map(Secret::new);
    private final Credentials credentials = new Credentials(List.of(RESOLVER));

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.anthropic.com/v1", "https://x/v1/", "http://10.0.0.1", "x", ""})
    void badAddresses(String url) {
        assertThatThrownBy(() -> AnthropicAddress.endpoint(url, false, Map.of()))
                .hasMessageStartingWith("base.url must");
    }

    @Test
    void putsThePathBehindTheAddress() {
        assertThat(request("https://x/proxy/", Map.of()).uri())
                .hasToString("https://x/proxy/v1/messages");
    }

    @Test
    void makesHeaders() {
        Map<String, Secret> headers =
                credentials.headers("secret:KEY", new String[] {"anthropic-beta: a,b"});
        HttpRequest request = request("https://x", headers);
        assertThat(request.headers().map())
                .containsEntry("x-api-key", List.of("sk-CANARY-1"))
                .containsEntry("anthropic-version", List.of("2023-06-01"))
                .containsEntry("anthropic-beta", List.of("a,b"));
    }

    @Test
    void anotherVersionWhenTheOperatorSaysSo() {
        String[] version = {"Anthropic-Version: 2024-01-01"};
        assertThat(
                        request("https://x", credentials.headers("", version))
                                .headers()
                                .allValues("anthropic-version"))
                .containsExactly("2024-01-01");
    }

    @Test
    void namesTheFieldAndNeverTheValue() {
        assertThatThrownBy(() -> credentials.headers("sk-CANARY-1", new String[0]))
                .hasMessageContaining("api.key must be a reference like secret:NAME")
                .hasMessageNotContaining("CANARY");
        assertThatThrownBy(() -> credentials.headers("", new String[] {"x-api-key: sk-ant-CANARY"}))
                .hasMessageContaining("must be a reference like secret:NAME")
                .hasMessageNotContaining("CANARY");
        assertThatThrownBy(() -> PromptCache.of("on", "5m"))
                .hasMessage("prompt.cache must be off, instructions or conversation");
        assertThatThrownBy(() -> PromptCache.of("off", "2h"))
                .hasMessage("prompt.cache.ttl must be 5m or 1h");
    }

    private static HttpRequest request(String url, Map<String, Secret> headers) {
        return AnthropicAddress.endpoint(url, false, headers)
                .post(
                        "/v1/messages",
                        "{}",
                        "*/*",
                        Asked.context(Duration.ofSeconds(1), Cancellation.NEVER));
    }
}
