package io.demijohn.outbound.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.secret.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static String fingerprint(String base, String... headers) {
        Map<String, Secret> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], new Secret(headers[i + 1]));
        }
        return new Endpoint(URI.create(base), Map.of(), all).fingerprint();
    }

    @Test
    void theSameAddressAndKeyHaveOneFingerprint() {
        String first = fingerprint("https://a", "x-api-key", "k", "x-org", "o");
        assertThat(first).matches("[0-9a-f]{12}");
        assertThat(fingerprint("https://a", "x-org", "o", "x-api-key", "k")).isEqualTo(first);
        assertThat(fingerprint("https://b", "x-api-key", "k", "x-org", "o")).isNotEqualTo(first);
        assertThat(fingerprint("https://a", "x-api-key", "l", "x-org", "o")).isNotEqualTo(first);
        assertThat(fingerprint("https://a")).isNotEqualTo(first);
    }
}
