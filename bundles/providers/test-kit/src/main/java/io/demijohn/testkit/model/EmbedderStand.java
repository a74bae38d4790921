package io.demijohn.testkit.model;

import io.demijohn.model.Embedder;

/** An embedder in surroundings of your making, for one test. */
public interface EmbedderStand extends AutoCloseable {

    /**
     * The embedder under test.
     *
     * @return always the same
     */
    Embedder embedder();

    /** Stops the embedder as its component's deactivate does. */
    void stop();

    /** Ends the surroundings. */
    @Override
    void close();
}
