package io.demijohn.provider.openai.internal;

import io.demijohn.health.Health;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.LoggerFactory;

/**
 * The registered service of one configuration, or the reason why there is none: a mistake in a
 * configuration or a missing secret keeps one model away and is told by its health, nothing else.
 */
final class Outlet {

    /** What a good configuration makes. */
    record Offer<S>(Class<S> type, S service, Line line, Limits limits) {}

    private final Health health;
    private final @Nullable Line line;
    private final Duration drain;
    private final @Nullable ServiceRegistration<?> registration;

    private Outlet(
            Health health,
            @Nullable Line line,
            Duration drain,
            @Nullable ServiceRegistration<?> registration) {
        this.health = health;
        this.line = line;
        this.drain = drain;
        this.registration = registration;
    }

    static <S> Outlet open(
            BundleContext bundle, String pid, String name, Function<String, Offer<S>> build) {
        try {
            Offer<S> offer = build.apply(name);
            return new Outlet(
                    Health.up(name + " is configured"),
                    offer.line(),
                    offer.limits().drain(),
                    bundle.registerService(
                            offer.type(),
                            offer.service(),
                            FrameworkUtil.asDictionary(Map.of("model.name", name))));
        } catch (Credentials.MissingSecretException e) {
            return absent(
                    name + " is not there: secret " + e.secretName() + " not found",
                    "put the value into etc/secrets/"
                            + e.secretName()
                            + ", then save etc/"
                            + pid
                            + "-*.cfg again");
        } catch (IllegalArgumentException e) {
            return absent(
                    name + " is not there: " + e.getMessage(),
                    "correct that field in the etc/" + pid + "-*.cfg with name = " + name);
        }
    }

    private static Outlet absent(String message, String fix) {
        LoggerFactory.getLogger(Outlet.class).error("{}; {}", message, fix);
        return new Outlet(Health.down(message, fix), null, Duration.ZERO, null);
    }

    Health health() {
        return health;
    }

    /** Takes the service away, so that no new call comes, and then lets the open ones finish. */
    void close() {
        if (registration != null) {
            registration.unregister();
        }
        if (line != null) {
            line.close(drain);
        }
    }
}
