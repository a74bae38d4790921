package io.demijohn.runtime.internal;

import io.demijohn.clock.TickClock;
import java.time.Instant;
import org.osgi.service.component.annotations.Component;

/** The machine's time as a service. */
@Component(service = TickClock.class)
public final class PlatformClock implements TickClock {

    private final TickClock system = TickClock.system();

    @Override
    public long nanoTime() {
        return system.nanoTime();
    }

    @Override
    public Instant instant() {
        return system.instant();
    }
}
