package io.demijohn.gateway.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.gateway.internal.server.Settings;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    /** What the component gets without a file: the annotation's defaults. */
    private static Map<String, Object> defaults() {
        Map<String, Object> all = new HashMap<>();
        for (Method method : GatewayConfig.class.getDeclaredMethods()) {
            all.put(method.getName().replace('_', '.'), method.getDefaultValue());
        }
        return all;
    }

    private static Settings read(String key, String value) {
        Map<String, Object> all = defaults();
        all.put(key, value);
        return SettingsReader.read(all, Optional.empty());
    }

    @Test
    void theDefaultsAreGoodAndListenOnLoopbackOnly() {
        Settings settings = SettingsReader.read(defaults(), Optional.empty());
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8140);
        assertThat(settings.corsOrigins()).isEmpty();
        assertThat(settings.metricsOpen()).isFalse();
        assertThat(settings.http2()).isFalse();
    }

    @Test
    void theSystemPropertyWinsOverTheFile() {
        assertThat(SettingsReader.read(defaults(), Optional.of("9000")).port()).isEqualTo(9000);
        assertThatThrownBy(() -> SettingsReader.read(defaults(), Optional.of("http")))
                .hasMessageContaining("demijohn.http.port");
    }

    @Test
    void listsAreTextsWithCommas() {
        assertThat(read("cors.allowed.origins", "https://a.example, http://b:3000").corsOrigins())
                .containsExactly("https://a.example", "http://b:3000");
        assertThat(read("allowed.hosts", " ").allowedHosts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "port, http",
        "port, 65536",
        "port, -1",
        "host, ''",
        "max.connections, abc",
        "max.connections, 0",
        "max.body.bytes, 1e6",
        "http2, yes",
        "header.timeout, 0",
        "heartbeat, 600",
        "cors.allowed.origins, app.example.org",
        "cors.allowed.origins, https://app.example.org/path",
        "public.url, agents",
        "idle.timeout, ''"
    })
    void aWrongValueIsNamedWithItsKeyAndFile(String key, String value) {
        assertThatThrownBy(() -> read(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("etc/io.demijohn.gateway.cfg: " + key + " ");
    }
}
