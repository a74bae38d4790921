package io.demijohn.provider.ollama.internal;

import io.demijohn.outbound.internal.config.RepeatedLook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** One timer for all configurations of this bundle. */
@Component(service = SecretWatch.class)
public final class SecretWatch extends RepeatedLook {

    /** Looks at nothing yet. */
    @Activate
    public SecretWatch() {}

    /** Looks no more. */
    @Deactivate
    void deactivate() {
        close();
    }
}
