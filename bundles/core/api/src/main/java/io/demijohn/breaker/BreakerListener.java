package io.demijohn.breaker;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes when registered as an OSGi service. The change has happened, and calls do not
 * wait for who hears of it.
 */
@ConsumerType
@FunctionalInterface
public interface BreakerListener {

    /**
     * A breaker has changed. Several may be told at once, on different threads.
     *
     * @param from what it let through before
     * @param breaker how it is now; it may have changed again since
     */
    void changed(BreakerState from, BreakerStatus breaker);
}
