package io.demijohn.gateway.internal.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.gateway.internal.FakeKeys;
import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeysTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Platform platform = new Platform();
    private final FakeKeys known = new FakeKeys();
    private final Keys keys = new Keys(platform, nanos::get);

    private int status(String remote, String key) {
        try {
            keys.authenticate(remote, key);
            return 200;
        } catch (Problem refused) {
            return refused.status();
        }
    }

    @Test
    void aKeyHasAnOwner() {
        platform.setKeys(known);
        String secret = known.create(KeyRequest.of("acme", ApiKey.Role.USER)).secret().reveal();
        Principal owner = keys.authenticate("10.0.0.1", secret);
        assertThat(owner.tenant()).isEqualTo("acme");
        assertThat(owner.role()).isEqualTo(Principal.Role.USER);
        assertThat(status("10.0.0.1", "dj_other")).isEqualTo(401);
    }

    @Test
    void whileNobodyKnowsTheKeysNoneIsWrong() {
        for (int i = 0; i < 30; i++) {
            assertThat(status("10.0.0.1", "dj_any")).isEqualTo(503);
        }
        platform.setKeys(known);
        assertThat(status("10.0.0.1", "dj_any")).isEqualTo(401);
    }

    @Test
    void failuresAreLimitedForEachAddress() {
        platform.setKeys(known);
        for (int i = 0; i < 30; i++) {
            status("10.0.0.1", "wrong");
        }
        assertThat(status("10.0.0.1", "wrong")).isEqualTo(429);
        assertThat(status("10.0.0.2", "wrong")).isEqualTo(401);
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(status("10.0.0.1", "wrong")).isEqualTo(401);
    }
}
