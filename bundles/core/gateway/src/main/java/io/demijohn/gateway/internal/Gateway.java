package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.key.KeyFile;
import io.demijohn.gateway.internal.key.Keys;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.gateway.internal.server.Listener;
import io.demijohn.gateway.internal.server.Settings;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The gateway. A change of its configuration makes a new one, which binds anew. */
@Component(name = "io.demijohn.gateway", service = HealthCheck.class, immediate = true)
@Designate(ocd = GatewayConfig.class)
public final class Gateway implements HealthCheck {

    private static final String PORT = "demijohn.http.port";

    private final Listener listener;

    /**
     * Starts to listen.
     *
     * @param context knows the folders
     * @param config where and how
     * @param platform what to serve
     */
    @Activate
    public Gateway(BundleContext context, GatewayConfig config, @Reference Platform platform) {
        Settings settings =
                SettingsReader.read(config, Optional.ofNullable(context.getProperty(PORT)));
        KeyFile file = new KeyFile(folder(context, "karaf.etc"), folder(context, "karaf.data"));
        Keys keys = new Keys(file, System::nanoTime);
        String version = context.getBundle().getVersion().toString();
        Routes routes = Api.routes(platform, InstantSource.system(), version);
        listener = new Listener(settings, routes, keys, platform);
    }

    private static Path folder(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the framework property " + property + " is not set");
        }
        return Path.of(value);
    }

    @Deactivate
    void stop() {
        listener.close();
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
        return listener.health();
    }
}
