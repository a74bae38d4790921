package io.demijohn.model;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Receives one answer: any number of deltas, then exactly one of {@link #onComplete} and {@link
 * #onError}. The model calls it from one thread at a time, in order; calls after the end are
 * ignored. The listener does not block.
 */
@ProviderType
public interface ChatListener {

    /**
     * A piece of the answer.
     *
     * @param delta the next piece
     */
    void onDelta(ChatDelta delta);

    /**
     * The end of a complete answer.
     *
     * @param result all of it
     */
    void onComplete(ChatResult result);

    /**
     * The end of an answer that failed, before or after its first piece.
     *
     * @param error why
     */
    void onError(ModelException error);
}
