package io.demijohn.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

    @ParameterizedTest
    @CsvSource({
        "SERVER_ERROR, FAILURE, RETRY",
        "CONNECT, FAILURE, RETRY",
        "TIMEOUT, FAILURE, RETRY",
        "TRUNCATED, FAILURE, RETRY",
        "DEFECT, FAILURE, ELSEWHERE",
        "RATE_LIMITED, COOL_DOWN, RETRY",
        "QUOTA, CREDENTIAL, ELSEWHERE",
        "UNAUTHORIZED, CREDENTIAL, ELSEWHERE",
        "UNSUITABLE, NEUTRAL, ELSEWHERE",
        "REJECTED, NEUTRAL, NONE",
        "CANCELLED, NEUTRAL, NONE",
        "REFUSED_FURTHER_IN, NEUTRAL, NONE",
    })
    void saysWhatFollows(Failure failure, Outcome outcome, Failure.Next next) {
        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure.next()).isEqualTo(next);
        assertThat(failure.failsOver()).isEqualTo(next != Failure.Next.NONE);
        assertThat(failure.retries()).isEqualTo(next == Failure.Next.RETRY);
    }
}
