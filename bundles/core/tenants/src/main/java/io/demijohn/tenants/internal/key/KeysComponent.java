package io.demijohn.tenants.internal.key;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenants.internal.file.Folders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The keys as a service; looks twice a second whether somebody has changed the file. */
@Component(
        immediate = true,
        service = {KeyService.class, HealthCheck.class})
public final class KeysComponent implements KeyService, HealthCheck {

    private static final long LOOK_MILLIS = 500;

    private final FileKeys keys;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "demijohn-keys");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * Reads the keys.
     *
     * @param context knows the folders
     */
    @Activate
    public KeysComponent(BundleContext context) {
        KeyFile file = new KeyFile(Folders.etc(context), Folders.data(context));
        keys = new FileKeys(file, InstantSource.system());
        looks.scheduleWithFixedDelay(
                keys::refresh, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void stop() {
        looks.shutdownNow();
    }

    @Override
    public Optional<ApiKey> authenticate(String secret) {
        return keys.authenticate(secret);
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return keys.find(id);
    }

    @Override
    public List<ApiKey> list(Optional<String> tenant) {
        return keys.list(tenant);
    }

    @Override
    public IssuedKey create(KeyRequest request) {
        return keys.create(request);
    }

    @Override
    public IssuedKey rotate(String tenant, String id, Duration overlap) {
        return keys.rotate(tenant, id, overlap);
    }

    @Override
    public void revoke(String tenant, String id) {
        keys.revoke(tenant, id);
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public Health check() {
        return keys.health();
    }
}
