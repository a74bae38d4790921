package io.demijohn.checkpoint;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Long work on a store.
 *
 * @param <T> what it finds or does
 */
@ConsumerType
public interface MaintenanceJob<T> {

    /**
     * How it ends.
     *
     * @return completes with the result, with a {@link CheckpointException}, or with a {@link
     *     java.util.concurrent.CancellationException} after {@link #cancel}
     */
    CompletionStage<T> result();

    /**
     * How far it is.
     *
     * @return the share that is done, from 0 to 1
     */
    double progress();

    /** Ends it soon. What it has done is whole, and stays. */
    void cancel();
}
