package io.demijohn.tenants.internal.price;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.tenants.internal.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The price table of {@code etc/demijohn.prices.json}, read again within a second of a change. With
 * a mistake in it the former one stays in force.
 */
@Component(
        immediate = true,
        service = {PriceBook.class, HealthCheck.class})
public final class PriceBook implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(PriceBook.class);
    private static final long LOOK_MILLIS = 500;

    private final Path file;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "demijohn-prices");
                        thread.setDaemon(true);
                        return thread;
                    });
    private String text = "";
    private volatile PriceTable table = PriceTable.EMPTY;
    private volatile Optional<String> mistake = Optional.empty();

    /**
     * Reads the table.
     *
     * @param context knows the folder
     */
    @Activate
    public PriceBook(BundleContext context) {
        this(Folders.etc(context).resolve("demijohn.prices.json"));
        looks.scheduleWithFixedDelay(
                this::refresh, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A table that is read once, and whenever somebody says so.
     *
     * @param file JSON; need not be there
     */
    public PriceBook(Path file) {
        this.file = file;
        refresh();
    }

    /** Looks whether the file has changed. */
    public synchronized void refresh() {
        try {
            String now = Files.readString(file);
            if (!now.equals(text)) {
                text = now;
                table = PriceTable.read(now);
                mistake = Optional.empty();
            }
        } catch (NoSuchFileException e) {
            text = "";
            table = PriceTable.EMPTY;
            mistake = Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            tell(file + ": " + e.getMessage());
        }
    }

    private void tell(String what) {
        if (!mistake.equals(Optional.of(what))) {
            mistake = Optional.of(what);
            LOG.error("{}; the former prices stay in force", what);
        }
    }

    @Deactivate
    void stop() {
        looks.shutdownNow();
    }

    /**
     * The prices in force.
     *
     * @return never changes
     */
    public PriceTable table() {
        return table;
    }

    @Override
    public String name() {
        return "prices";
    }

    @Override
    public Health check() {
        return mistake.map(what -> Health.degraded(what, "mend the file; it is seen at once"))
                .orElseGet(() -> Health.up("Prices are in " + table.currency()));
    }
}
