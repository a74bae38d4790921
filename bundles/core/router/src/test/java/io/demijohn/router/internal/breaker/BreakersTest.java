package io.demijohn.router.internal.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerState;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.model.ModelInfo;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.Outcome;
import io.demijohn.router.internal.call.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BreakersTest {

    private static final ModelInfo INFO = new ModelInfo("gpt", "acme", Map.of());
    private static final Key KEY = Key.provider(Key.CHAT, INFO, "blue", 7);

    private final FakeTime time = new FakeTime();
    private final List<String> changes = new ArrayList<>();
    private final Breakers breakers =
            new Breakers(
                    BreakerSettings.MODEL,
                    BreakerSettings.MODEL.counting(1, Duration.ofMinutes(1)),
                    time::nanoTime,
                    new Random(1),
                    (guarded, from, to, open) -> changes.add(guarded.key().id() + " " + to));

    @Test
    void aCredentialsBreakerOutlivesTheServiceThatUsedIt() {
        Breaker first = breakers.take(KEY);
        fail(first, 5);
        breakers.give(KEY);
        time.advance(Breakers.IDLE.minusSeconds(1));
        assertThat(breakers.take(Key.provider(Key.CHAT, INFO, "blue", 8))).isSameAs(first);
        assertThat(breakers.take(Key.provider(Key.CHAT, INFO, "green", 9))).isNotSameAs(first);
        assertThat(breakers.take(Key.provider(Key.EMBEDDINGS, INFO, "blue", 10)))
                .isNotSameAs(first);
        assertThat(changes).containsExactly("acme/gpt/blue OPEN");
    }

    @Test
    void oneThatNobodyUsesRetires() {
        Breaker first = breakers.take(KEY);
        breakers.take(KEY);
        breakers.give(KEY);
        time.advance(Breakers.IDLE);
        assertThat(breakers.all()).hasSize(1);
        breakers.give(KEY);
        assertThat(breakers.all()).hasSize(1);
        time.advance(Breakers.IDLE);
        assertThat(breakers.all()).isEmpty();
        assertThat(breakers.take(KEY)).isNotSameAs(first);
    }

    @Test
    void whatCannotComeBackRetiresAtOnce() {
        for (Key key :
                List.of(
                        Key.provider(Key.CHAT, INFO, null, 7),
                        Key.provider(Key.CHAT, INFO, " ", 8),
                        Key.plugin(Key.CHAT, INFO, 7))) {
            breakers.take(key);
            breakers.give(key);
        }
        assertThat(breakers.all()).isEmpty();
    }

    @Test
    void soManyIdleOnesAreKeptAndTheOldestGoFirst() {
        Key used = Key.provider(Key.CHAT, INFO, "used", 0);
        breakers.take(used);
        for (int i = 0; i <= Breakers.MOST_IDLE + 10; i++) {
            Key key = Key.provider(Key.CHAT, INFO, "key-" + i, i);
            breakers.take(key);
            breakers.give(key);
        }
        assertThat(breakers.all()).hasSize(Breakers.MOST_IDLE + 1);
        assertThat(breakers.all())
                .extracting(guarded -> guarded.key().instance())
                .contains("used", "key-11")
                .doesNotContain("key-10");
    }

    @Test
    void newSettingsKeepWhatWasCountedAndWhoListens() {
        Breaker breaker = breakers.take(KEY);
        fail(breaker, 3);
        breakers.reconfigure(
                BreakerSettings.MODEL.counting(4, Duration.ofMinutes(2)), BreakerSettings.MODEL);
        assertThat(breakers.statuses()).singleElement().matches(status -> status.failures() == 3);
        fail(breaker, 1);
        assertThat(changes).containsExactly("acme/gpt/blue OPEN");
        Breaker later = breakers.take(Key.provider(Key.CHAT, INFO, "later", 1));
        assertThat(later.settings().failures()).isEqualTo(4);
    }

    @Test
    void aPersonCanOverruleOne() {
        Breaker breaker = breakers.take(KEY);
        Key plugin = Key.plugin(Key.CHAT, INFO, 7);
        breakers.take(plugin);
        assertThat(breakers.statuses())
                .extracting(BreakerStatus::id)
                .containsExactly("acme/gpt/blue", "plugin:acme/gpt/service-7");
        assertThat(breakers.set("acme/gpt/blue", BreakerMode.FORCED_OPEN).state())
                .isEqualTo(BreakerState.FORCED_OPEN);
        assertThat(breaker.acquire()).isEqualTo(Breaker.REFUSED);
        assertThat(breakers.set("acme/gpt/blue", BreakerMode.DISABLED).refused()).isEqualTo(1);
        fail(breaker, 50);
        assertThat(breaker.acquire()).isNotEqualTo(Breaker.REFUSED);
        assertThat(breakers.set("acme/gpt/blue", BreakerMode.AUTOMATIC).state())
                .isEqualTo(BreakerState.CLOSED);
        assertThatThrownBy(() -> breakers.set("nobody", BreakerMode.AUTOMATIC))
                .hasMessage("no breaker nobody; breaker:list shows them");
    }

    @Test
    void namesOfCredentialsAreBounded() {
        Key key = Key.provider(Key.CHAT, INFO, "x".repeat(1_000), 1);
        assertThat(key.instance()).hasSize(64);
    }

    private static void fail(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.record(breaker.acquire(), Outcome.FAILURE, 0);
        }
    }
}
