package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.key.Keys;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.gateway.internal.responses.Desk;
import io.demijohn.gateway.internal.server.Listener;
import io.demijohn.gateway.internal.server.Settings;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The real server on a free port of the loopback address. */
public final class TestGateway implements AutoCloseable {

    public final Platform platform = new Platform();
    public final Desk desk = new Desk(platform);
    public final FakeKeys keys = new FakeKeys();
    public final String key;
    private final Listener listener;

    public TestGateway(Path folder) {
        this(folder, settings -> settings);
    }

    public TestGateway(Path folder, UnaryOperator<Settings> change) {
        platform.setKeys(keys);
        key = keys.create(KeyRequest.of("default", ApiKey.Role.ADMIN)).secret().reveal();
        listener =
                new Listener(
                        change.apply(defaults()),
                        Api.routes(platform, desk, InstantSource.system(), "0.0.0"),
                        new Keys(platform, System::nanoTime),
                        platform);
    }

    public static Settings defaults() {
        return settings(Duration.ofSeconds(2), 1000, List.of());
    }

    public static Settings settings(
            Duration headerTimeout, int maxConnections, List<String> origins) {
        return new Settings(
                "127.0.0.1",
                0,
                Set.of("gateway.test"),
                origins,
                "",
                true,
                Duration.ofSeconds(30),
                headerTimeout,
                Duration.ofSeconds(8),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                16 * 1024,
                4L * 1024 * 1024,
                maxConnections,
                1024,
                false,
                false);
    }

    public int port() {
        return listener.port();
    }

    @Override
    public void close() {
        listener.close();
        desk.stop();
    }
}
