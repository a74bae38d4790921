package io.demijohn.provider.simulated.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.Embedder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.LoggerFactory;

/** One simulated embedding model from one configuration. */
@Component(
        immediate = true,
        configurationPid = SimulatedEmbeddingsProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SimulatedEmbeddingsProvider.Config.class, factory = true)
public final class SimulatedEmbeddingsProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.simulated.embeddings";

    /** What a {@code io.demijohn.provider.simulated.embeddings-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn simulated embedding model")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "simulated-embeddings";

        @AttributeDefinition(description = "Length of the vectors when a request does not say")
        int dimensions() default 256;

        @AttributeDefinition(description = "constant:MS, uniform:MIN:MAX or lognormal:MEDIAN:SIGMA")
        String latency() default "constant:0";

        @AttributeDefinition(description = "Decides every random choice")
        long seed() default 42;

        @AttributeDefinition(description = "Share of calls that fail, 0 to 1")
        double fail_rate() default 0;

        @AttributeDefinition(description = "The kind of error of those calls")
        String fail_kind() default "UNAVAILABLE";
    }

    private final String name;
    private final Health health;
    private final @Nullable SimulatedEmbedder model;
    private final @Nullable ServiceRegistration<Embedder> registration;

    /** Reads the configuration and registers the model. */
    @Activate
    public SimulatedEmbeddingsProvider(BundleContext bundle, Config config) {
        this.name = "embedder-" + config.name();
        EmbedderSettings settings = null;
        Health found = Health.up("simulated embedding model " + config.name() + " answers");
        try {
            settings = EmbedderSettings.of(config);
        } catch (IllegalArgumentException e) {
            found =
                    Health.down(
                            name + " is not there: " + e.getMessage(),
                            "correct the field in the etc/" + PID + "-*.cfg that names it");
            LoggerFactory.getLogger(SimulatedEmbeddingsProvider.class).error(found.message());
        }
        this.health = found;
        this.model = settings == null ? null : new SimulatedEmbedder(settings, TickClock.system());
        this.registration =
                model == null ? null : bundle.registerService(Embedder.class, model, null);
    }

    /** Takes the model away, so that no new call comes, and then ends the open ones. */
    @Deactivate
    void deactivate() {
        if (registration != null && model != null) {
            registration.unregister();
            model.close();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health check() {
        return health;
    }
}
