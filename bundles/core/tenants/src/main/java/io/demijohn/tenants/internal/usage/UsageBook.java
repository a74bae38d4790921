package io.demijohn.tenants.internal.usage;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.tenant.UsageQuery;
import io.demijohn.tenant.UsageReport;
import io.demijohn.tenant.UsageService;
import io.demijohn.tenants.internal.file.Folders;
import io.demijohn.tenants.internal.price.PriceBook;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The usage log as a service, with the thread that writes it. */
@Component(
        immediate = true,
        configurationPid = "io.demijohn.usage",
        service = {UsageBook.class, UsageService.class, HealthCheck.class})
@Designate(ocd = UsageConfig.class)
public final class UsageBook implements UsageService, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(UsageBook.class);
    private static final long FLUSH_MILLIS = 50;
    private static final long FORCE_MILLIS = 500;
    private static final long FILE_BYTES = 32L << 20;

    private final UsageLog log;
    private final UsageMeters meters;
    private final PriceBook prices;
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "demijohn-usage");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * Opens the log and says what is missing.
     *
     * @param context knows the folder
     * @param config bounds
     * @param prices know the currency
     * @param telemetry counts
     */
    @Activate
    public UsageBook(
            BundleContext context,
            UsageConfig config,
            @Reference PriceBook prices,
            @Reference OpenTelemetry telemetry) {
        this(Folders.data(context).resolve("demijohn").resolve("usage"), config, prices, telemetry);
    }

    /**
     * Opens the log of a folder and says what is missing.
     *
     * @param folder where it is
     * @param config bounds
     * @param prices know the currency
     * @param telemetry counts
     */
    public UsageBook(Path folder, UsageConfig config, PriceBook prices, OpenTelemetry telemetry) {
        this.prices = prices;
        this.meters = new UsageMeters(telemetry);
        try {
            log =
                    new UsageLog(
                            folder,
                            InstantSource.system(),
                            bounds(config),
                            within("days", config.days(), 32, 1_000));
        } catch (IOException e) {
            throw new UncheckedIOException("the usage log cannot be opened", e);
        }
        tell(log.found());
        writer.scheduleWithFixedDelay(
                log::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        writer.scheduleWithFixedDelay(
                log::force, FORCE_MILLIS, FORCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static UsageLog.Bounds bounds(UsageConfig config) {
        return new UsageLog.Bounds(
                within("waiting.max", config.waiting_max(), 1_000, 10_000_000),
                FILE_BYTES,
                (long) within("keep.megabytes", config.keep_megabytes(), 64, 1_000_000) << 20);
    }

    private static int within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "etc/io.demijohn.usage.cfg: "
                            + field
                            + " must be from "
                            + least
                            + " to "
                            + most
                            + ", is "
                            + value);
        }
        return value;
    }

    private void tell(Recovery.Result found) {
        meters.lost(found.missing());
        if (!found.closed() || found.underWay() > 0 || found.damaged() > 0) {
            LOG.warn(
                    "The usage log was not ended properly: {} records of calls are missing, {} calls"
                            + " were under way whose usage nobody knows, {} lines were torn or"
                            + " damaged",
                    found.missing(),
                    found.underWay(),
                    found.damaged());
        }
    }

    /** Writes what waits and closes the log. */
    @Deactivate
    public void stop() {
        writer.shutdown();
        log.close();
    }

    /** A call of a model begins. */
    public void begin() {
        log.begin();
    }

    /** A call of a model has ended. */
    public void end() {
        log.end();
    }

    /**
     * Writes a call down. Never waits.
     *
     * @param one the call
     */
    public void add(UsageRecord one) {
        meters.written(one);
        if (!log.add(one)) {
            meters.lost(1);
        }
    }

    @Override
    public UsageReport report(UsageQuery query) {
        return log.totals().report(query, prices.table().currency());
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public Health check() {
        return log.health();
    }
}
