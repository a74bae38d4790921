package io.demijohn.outbound.internal.exchange;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3) and OpenAI's {@code retry-after-ms}. */
final class RetryAfter {

    /** Longer waits are somebody's mistake, or no use to anyone. */
    static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        return headers.firstValue("retry-after-ms")
                .flatMap(text -> amount(text, 1))
                .or(
                        () ->
                                headers.firstValue("retry-after")
                                        .flatMap(
                                                text ->
                                                        amount(text, 1000)
                                                                .or(() -> until(text, now))));
    }

    private static Optional<Duration> amount(String text, int millis) {
        try {
            double value = Double.parseDouble(text.strip()) * millis;
            return value >= 0
                    ? Optional.of(Duration.ofMillis(Math.min((long) value, MOST.toMillis())))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> until(String text, Instant now) {
        try {
            Instant then =
                    ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Duration left = Duration.between(now, then);
            if (left.isNegative()) {
                return Optional.of(Duration.ZERO);
            }
            return Optional.of(left.compareTo(MOST) > 0 ? MOST : left);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
