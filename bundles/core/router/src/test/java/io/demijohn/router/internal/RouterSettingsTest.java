package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterSettingsTest {

    @Test
    void theDefaultsAreWhatTheDocumentationSays() {
        RouterSettings settings = RouterSettings.of(Settings.defaults());
        assertThat(settings.call().firstToken()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.call().failover()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.call().swapGrace()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.breaker().failures()).isEqualTo(5);
        assertThat(settings.breaker().window()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.budgetShare()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @CsvSource({
        "first_token_timeout_ms, first.token.timeout.ms, 0, 1, 86400000",
        "failover_timeout_ms, failover.timeout.ms, -1, 1, 86400000",
        "retry_base_ms, retry.base.ms, 0, 1, 86400000",
        "retry_cap_ms, retry.cap.ms, 999, 1000, 86400000",
        "swap_grace_ms, swap.grace.ms, 86400001, 0, 86400000",
        "breaker_window_ms, breaker.window.ms, 9, 10, 86400000",
        "breaker_open_max_ms, breaker.open.max.ms, 9999, 10000, 86400000",
    })
    void namesTheFieldAndItsRange(String method, String field, long value, long least, long most) {
        assertRefused(Map.of(method, value), field, value, least, most);
    }

    @ParameterizedTest
    @CsvSource({
        "retry_count, retry.count, 11, 0, 10",
        "retry_budget_percent, retry.budget.percent, 101, 0, 100",
        "breaker_failures, breaker.failures, 0, 1, 1000000",
        "breaker_failure_percent, breaker.failure.percent, 0, 1, 100",
        "breaker_probes, breaker.probes, 65, 1, 64",
    })
    void namesTheFieldAndItsRange(String method, String field, int value, long least, long most) {
        assertRefused(Map.of(method, value), field, value, least, most);
    }

    private static void assertRefused(
            Map<String, Object> values, String field, long value, long least, long most) {
        assertThatThrownBy(() -> RouterSettings.of(Settings.with(values)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "%s is %d; set it to a number from %d to %d in etc/io.demijohn.router.cfg",
                        field, value, least, most);
    }
}
