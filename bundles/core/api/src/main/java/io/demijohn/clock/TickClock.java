package io.demijohn.clock;

import java.time.Instant;
import java.time.InstantSource;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The platform's time: instants for people and records, ticks for measuring. Ticks never go back,
 * also when the machine's clock is set. The runtime registers one as a service.
 */
@ProviderType
public interface TickClock extends InstantSource {

    /**
     * Monotonic time. Only differences mean anything.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();

    /**
     * The machine's own time.
     *
     * @return a clock over {@link System}
     */
    static TickClock system() {
        return new TickClock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant instant() {
                return Instant.now();
            }
        };
    }
}
