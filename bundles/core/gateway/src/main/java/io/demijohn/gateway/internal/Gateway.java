package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.Keys;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.gateway.internal.responses.Desk;
import io.demijohn.gateway.internal.server.Listener;
import io.demijohn.gateway.internal.server.Settings;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway. A change of its configuration makes a new one, which binds anew; when the change is
 * wrong, the former settings stay in force.
 */
@Component(name = "io.demijohn.gateway", service = HealthCheck.class, immediate = true)
@Designate(ocd = GatewayConfig.class)
public final class Gateway implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final String PORT = "demijohn.http.port";
    private static final String FIX = "correct the line; the change is seen at once";

    private final Optional<String> mistake;
    private final Optional<Listener> listener;

    /**
     * Starts to listen.
     *
     * @param context knows the folders
     * @param defaults what the properties are when the file does not say
     * @param properties where and how
     * @param former settings that were good
     * @param platform what to serve
     * @param desk makes responses
     */
    @Activate
    public Gateway(
            BundleContext context,
            GatewayConfig defaults,
            Map<String, Object> properties,
            @Reference FormerSettings former,
            @Reference Platform platform,
            @Reference Desk desk) {
        mistake = check(context, properties, former);
        listener = former.get().map(settings -> listen(context, settings, platform, desk));
    }

    private static Optional<String> check(
            BundleContext context, Map<String, Object> properties, FormerSettings former) {
        try {
            former.set(
                    SettingsReader.read(
                            properties, Optional.ofNullable(context.getProperty(PORT))));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    former.get().isPresent()
                            ? "the former settings stay in force"
                            : "the gateway does not listen");
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Listener listen(
            BundleContext context, Settings settings, Platform platform, Desk desk) {
        Keys keys = new Keys(platform, System::nanoTime);
        String version = context.getBundle().getVersion().toString();
        Routes routes = Api.routes(platform, desk, InstantSource.system(), version);
        return new Listener(settings, routes, keys, platform);
    }

    @Deactivate
    void stop() {
        listener.ifPresent(Listener::close);
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public Health check() {
        Health health =
                listener.map(Listener::health)
                        .orElseGet(() -> Health.down("It does not listen", FIX));
        if (mistake.isEmpty()) {
            return health;
        }
        return listener.isPresent()
                ? Health.degraded(mistake.get() + "; the former settings are in force", FIX)
                : Health.down(mistake.get(), FIX);
    }
}
