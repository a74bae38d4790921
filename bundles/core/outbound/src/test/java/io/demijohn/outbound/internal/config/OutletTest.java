package io.demijohn.outbound.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health.Status;
import io.demijohn.secret.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OutletTest {

    private final Map<String, String> secrets = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private final HeaderValues values =
            new HeaderValues(
                    List.of(name -> Optional.ofNullable(secrets.get(name)).map(Secret::new)));

    private Outlet<String> outlet(String... headers) {
        return new Outlet<>(
                "model m",
                "io.demijohn.x",
                () -> {
                    Map<String, Secret> found = values.headers(headers);
                    found.putAll(values.headers(new String[] {"X-Key: secret:KEY"}));
                    return found;
                },
                found -> offer(found.get("X-Key").reveal()),
                (service, properties) -> {
                    events.add("+" + service + properties.getOrDefault("p", ""));
                    return () -> events.add("-" + service);
                });
    }

    private Outlet.Offer<String> offer(String key) {
        Map<String, String> properties = key.equals("c") ? Map.of("p", "!") : Map.of();
        return new Outlet.Offer<>(key, () -> events.add("drained " + key), properties);
    }

    @Test
    void aMissingSecretKeepsTheModelAwayUntilItIsThere() {
        Outlet<String> outlet = outlet();
        outlet.refresh();
        assertThat(outlet.health().status()).isEqualTo(Status.DOWN);
        assertThat(outlet.health().message())
                .isEqualTo("model m is not there: secret KEY not found");
        assertThat(outlet.health().fix()).contains("etc/secrets/KEY");
        secrets.put("KEY", "a");
        outlet.refresh();
        outlet.refresh();
        assertThat(outlet.health().status()).isEqualTo(Status.UP);
        assertThat(events).containsExactly("+a");
    }

    @Test
    void aChangedSecretSwapsWithoutAGap() {
        secrets.put("KEY", "a");
        Outlet<String> outlet = outlet();
        outlet.refresh();
        secrets.put("KEY", "b");
        outlet.refresh();
        assertThat(events).containsExactly("+a", "+b", "-a", "drained a");
    }

    @Test
    void aServiceHasTheOffersProperties() {
        secrets.put("KEY", "c");
        outlet().refresh();
        assertThat(events).containsExactly("+c!");
    }

    @Test
    void aSecretThatGoesLeavesTheModelThere() {
        secrets.put("KEY", "a");
        Outlet<String> outlet = outlet();
        outlet.refresh();
        secrets.clear();
        outlet.refresh();
        assertThat(outlet.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(events).containsExactly("+a");
    }

    @Test
    void aMistakeIsToldAndNothingComesAfterTheEnd() {
        secrets.put("KEY", "a");
        Outlet<String> wrong = outlet("no colon");
        wrong.refresh();
        assertThat(wrong.health().message()).contains("headers must be lines of");
        Outlet<String> outlet = outlet();
        outlet.refresh();
        outlet.close();
        secrets.put("KEY", "b");
        outlet.refresh();
        assertThat(events).containsExactly("+a", "-a", "drained a");
    }
}
