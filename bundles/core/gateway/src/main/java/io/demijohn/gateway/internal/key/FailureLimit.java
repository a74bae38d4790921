package io.demijohn.gateway.internal.key;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bucket of failures for each address: so many at once, then one every few seconds. */
final class FailureLimit {

    private static final int BURST = 20;
    private static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MAX_ADDRESSES = 10_000;

    private final LongSupplier nanos;

    // Virtual scheduling: the time at which the bucket is empty again. Oldest first, bounded.
    private final Map<String, Long> emptyAt =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    FailureLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Counts a failure. Says how long to wait when there were too many. */
    synchronized Optional<Duration> failed(String address) {
        long now = nanos.getAsLong();
        Long known = emptyAt.get(address);
        long from = known == null || known - now < 0 ? now : known;
        if (from - now > BURST * REFILL_NANOS) {
            return Optional.of(Duration.ofNanos(from - now - BURST * REFILL_NANOS + REFILL_NANOS));
        }
        emptyAt.put(address, from + REFILL_NANOS);
        return Optional.empty();
    }
}
