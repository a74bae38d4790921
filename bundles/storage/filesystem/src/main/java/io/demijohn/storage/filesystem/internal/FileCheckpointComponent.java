package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the log as a service while it can be opened, and its health always: a log that cannot be
 * opened must be able to say why.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "io.demijohn.storage.filesystem")
@Designate(ocd = FileCheckpointComponent.Config.class)
public final class FileCheckpointComponent implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(FileCheckpointComponent.class);

    private static final String FIX =
            "Correct this, then save etc/io.demijohn.storage.filesystem.cfg or restart Demijohn.";

    /** Where the log is and how much it may hold. A change closes the log and opens it again. */
    @ObjectClassDefinition(name = "Demijohn checkpoint log")
    public @interface Config {
        @AttributeDefinition(
                description = "Directory of the log; empty means demijohn/journal in karaf.data")
        String directory() default "";

        @AttributeDefinition(description = "A new file begins before the log's last one has more")
        long segment_bytes() default 64L << 20;

        @AttributeDefinition(description = "Accepted and not yet durable records, at most")
        int queue_records() default 16_384;

        @AttributeDefinition(description = "Bytes of accepted and not yet durable records, at most")
        long queue_bytes() default 64L << 20;

        @AttributeDefinition(description = "The largest record, in bytes")
        int record_max_bytes() default 16 << 20;

        @AttributeDefinition(
                description = "A file is compacted when so many percent of it are not needed")
        int compaction_dead_percent() default 50;

        @AttributeDefinition(
                description = "Bytes that compaction may read and write in a second, at most")
        long compaction_bytes_per_second() default 32L << 20;
    }

    private final @Nullable FileCheckpointStore store;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final Health unopened;

    @Activate
    public FileCheckpointComponent(
            BundleContext bundle,
            Config config,
            @Reference OpenTelemetry telemetry,
            @Reference TickClock clock) {
        FileCheckpointStore opened = null;
        Health why = Health.up("The log is open.");
        try {
            opened = open(bundle, config, telemetry, clock);
        } catch (IOException | RuntimeException e) {
            LOG.error("The checkpoint log cannot be opened.", e);
            why = Health.down(sentence(e), FIX);
        }
        store = opened;
        unopened = why;
        if (opened != null) {
            registrations.add(bundle.registerService(CheckpointStore.class, opened, null));
            registrations.add(
                    bundle.registerService(
                            CheckpointMaintenance.class, opened.maintenance(), null));
        }
    }

    /** The file system's own exceptions say no more than a path in their message. */
    private static String sentence(Exception e) {
        String message = e.getMessage();
        return message == null || e instanceof FileSystemException ? e.toString() : message;
    }

    private static FileCheckpointStore open(
            BundleContext bundle, Config config, OpenTelemetry telemetry, TickClock clock)
            throws IOException {
        LogOptions options =
                new LogOptions(
                                config.segment_bytes(),
                                config.queue_records(),
                                config.queue_bytes(),
                                config.record_max_bytes(),
                                new LogOptions.Care(
                                        true,
                                        config.compaction_dead_percent(),
                                        config.compaction_bytes_per_second()))
                        .checked();
        String data = bundle.getProperty("karaf.data");
        Path path =
                config.directory().isBlank()
                        ? Path.of(data == null ? "data" : data, "demijohn", "journal")
                        : Path.of(config.directory());
        return FileCheckpointStore.open(
                DiskDirectory.open(path), options, clock, new LogMeters(telemetry));
    }

    @Override
    public String name() {
        return "checkpoint-store";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public Health check() {
        return store == null ? unopened : store.health();
    }

    @Deactivate
    void close() throws IOException {
        registrations.forEach(ServiceRegistration::unregister);
        if (store != null) {
            store.close();
        }
    }
}
