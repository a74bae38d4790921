package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakerSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 5, 0.5, 5, 10, 60, 0.2, 2, window must be longer than zero",
        "30, 0, 0.5, 5, 10, 60, 0.2, 2, failures must be at least 1",
        "30, 5, 1.1, 5, 10, 60, 0.2, 2, failureRate must be above 0 and at most 1",
        "30, 5, 0, 5, 10, 60, 0.2, 2, failureRate must be above 0 and at most 1",
        "30, 5, 0.5, 0, 10, 60, 0.2, 2, minimumCalls must be at least 1",
        "30, 5, 0.5, 5, 0, 60, 0.2, 2, openTime must be longer than zero",
        "30, 5, 0.5, 5, 10, 9, 0.2, 2, maxOpenTime must be at least openTime",
        "30, 5, 0.5, 5, 10, 60, 2, 2, jitter must be from 0 to 1",
        "30, 5, 0.5, 5, 10, 60, 0.2, 65, probes must be from 1 to 64",
    })
    void namesTheFieldAndItsRange(
            int window,
            int failures,
            double rate,
            int minimum,
            int open,
            int maxOpen,
            double jitter,
            int probes,
            String message) {
        assertThatThrownBy(
                        () ->
                                new BreakerSettings(
                                        Duration.ofSeconds(window),
                                        failures,
                                        rate,
                                        minimum,
                                        Duration.ofSeconds(open),
                                        Duration.ofSeconds(maxOpen),
                                        jitter,
                                        probes,
                                        Duration.ofSeconds(1),
                                        Duration.ZERO,
                                        Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
