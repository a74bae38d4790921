package io.demijohn.shell.internal.log;

import io.demijohn.checkpoint.MaintenanceJob;
import io.demijohn.shell.internal.Output;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a job as long as it takes, and shows how far it is. */
final class Waiting {

    private Waiting() {}

    /** Its result. Ctrl-C, which interrupts the command, ends the job too. */
    static <T> T on(MaintenanceJob<T> job, String doing, Output out) throws Exception {
        CompletableFuture<T> result = job.result().toCompletableFuture();
        boolean told = false;
        try {
            while (true) {
                try {
                    return result.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    told |= tell(doing, job.progress(), out);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        } finally {
            job.cancel();
            if (told) {
                out.stream().println();
            }
        }
    }

    private static boolean tell(String doing, double progress, Output out) {
        if (out.json()) {
            return false;
        }
        out.stream().printf("\r%s: %d %%", doing, (int) (100 * progress));
        out.stream().flush();
        return true;
    }
}
