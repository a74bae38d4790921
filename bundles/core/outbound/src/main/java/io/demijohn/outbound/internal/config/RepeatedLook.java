package io.demijohn.outbound.internal.config;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at secrets again every few seconds, because saving a secret's file tells nobody: a secret
 * that was missing, or that was changed, is taken into use without a restart.
 */
public class RepeatedLook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatedLook.class);
    private static final long SECONDS = 5;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "demijohn-secret-watch");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** Looks at nothing yet. */
    protected RepeatedLook() {}

    /**
     * Runs an action every few seconds.
     *
     * @param action should not throw
     * @return ends it
     */
    public final Runnable every(Runnable action) {
        ScheduledFuture<?> running =
                timer.scheduleWithFixedDelay(
                        () -> look(action), SECONDS, SECONDS, TimeUnit.SECONDS);
        return () -> running.cancel(false);
    }

    /** A look that fails, at a resolver for instance, must not be the last one. */
    private static void look(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("secrets could not be looked at; they are again in {} s", SECONDS, e);
        }
    }

    /** Looks no more. */
    @Override
    public final void close() {
        timer.shutdown();
    }
}
