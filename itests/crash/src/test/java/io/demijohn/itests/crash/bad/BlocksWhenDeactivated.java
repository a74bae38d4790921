package io.demijohn.itests.crash.bad;

import java.util.concurrent.locks.LockSupport;

/** A component that does not want to go, for as long as the system property says. */
public final class BlocksWhenDeactivated {

    /** Called by declarative services, by name. */
    public void activate() {
        // nothing to do
    }

    /** Called by declarative services, by name. */
    public void deactivate() {
        long end = System.nanoTime() + Long.getLong("drill.block.seconds", 60) * 1_000_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(100_000_000);
        }
    }
}
