package io.demijohn.provider.simulated.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ChatModel;
import java.time.Duration;
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

/**
 * One simulated model from one configuration. A configuration with a mistake registers no model,
 * and its health says what to correct.
 */
@Component(
        immediate = true,
        configurationPid = SimulatedProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SimulatedProvider.Config.class, factory = true)
public final class SimulatedProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.simulated";

    /** What a {@code io.demijohn.provider.simulated-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn simulated model")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "simulated";

        @AttributeDefinition(description = "JSON rules, or the path of a file with them")
        String script() default "";

        @AttributeDefinition(description = "constant:MS, uniform:MIN:MAX or lognormal:MEDIAN:SIGMA")
        String first_token_latency() default "constant:0";

        @AttributeDefinition(description = "As first.token.latency, between two pieces")
        String token_latency() default "constant:0";

        @AttributeDefinition(description = "Words in one piece of a streamed answer")
        int chunk_words() default 1;

        @AttributeDefinition(description = "Decides every random choice")
        long seed() default 42;

        @AttributeDefinition(description = "Share of calls that fail, 0 to 1")
        double fail_rate() default 0;

        @AttributeDefinition(description = "The kind of error of those calls")
        String fail_kind() default "UNAVAILABLE";

        @AttributeDefinition(description = "How many pieces those calls send first")
        int fail_after_chunks() default 0;

        @AttributeDefinition(
                description = "How long open calls may go on when the model is stopped")
        long drain_timeout_ms() default 10_000;
    }

    private final String name;
    private final Duration drain;
    private final Health health;
    private final @Nullable SimulatedModel model;
    private final @Nullable ServiceRegistration<ChatModel> registration;

    /** Reads the configuration and registers the model. */
    @Activate
    public SimulatedProvider(BundleContext bundle, Config config) {
        this.name = "model-" + config.name();
        Settings settings = null;
        Health found = Health.up("simulated model " + config.name() + " answers");
        try {
            settings = Settings.of(config);
        } catch (IllegalArgumentException e) {
            found =
                    Health.down(
                            "simulated model " + config.name() + " is not there: " + e.getMessage(),
                            "correct the field in the etc/" + PID + "-*.cfg that names it");
            LoggerFactory.getLogger(SimulatedProvider.class).error(found.message());
        }
        this.health = found;
        this.drain = settings == null ? Duration.ZERO : settings.drain();
        this.model = settings == null ? null : new SimulatedModel(settings, TickClock.system());
        this.registration =
                model == null ? null : bundle.registerService(ChatModel.class, model, null);
    }

    /** Takes the model away, so that no new call comes, and then lets the open ones finish. */
    @Deactivate
    void deactivate() {
        if (registration != null && model != null) {
            registration.unregister();
            model.close(drain);
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
