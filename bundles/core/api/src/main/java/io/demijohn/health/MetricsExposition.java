package io.demijohn.health;

import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/** All meters of the platform in Prometheus' text format (version 0.0.4). */
@ProviderType
public interface MetricsExposition {

    /**
     * Writes the present value of every meter.
     *
     * @param out receives UTF-8 text; stays open
     * @throws IOException when {@code out} does
     */
    void writeTo(OutputStream out) throws IOException;
}
