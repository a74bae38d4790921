package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.server.Settings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Component;

/** Remembers settings that were good, so that a slip of the pen does not close the gateway. */
@Component(service = FormerSettings.class, immediate = true)
public final class FormerSettings {

    private final AtomicReference<Optional<Settings>> settings =
            new AtomicReference<>(Optional.empty());

    @SuppressWarnings("NullAway") // never set to null
    Optional<Settings> get() {
        return settings.get();
    }

    void set(Settings good) {
        settings.set(Optional.of(good));
    }
}
