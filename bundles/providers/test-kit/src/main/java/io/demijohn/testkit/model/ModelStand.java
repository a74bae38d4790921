package io.demijohn.testkit.model;

import io.demijohn.model.ChatModel;
import java.time.Duration;

/** A chat model in surroundings of your making, for one test. */
public interface ModelStand extends AutoCloseable {

    /**
     * The model under test.
     *
     * @return always the same
     */
    ChatModel model();

    /**
     * Stops the model as its component's deactivate does: open calls may finish or fail, and new
     * ones fail. A model without a component does nothing here.
     */
    default void stop() {}

    /**
     * Whether the provider behind the model has seen every connection of an open call closed.
     *
     * @param limit how long to wait for it
     * @return true when there is no provider behind the model
     */
    default boolean disconnected(Duration limit) {
        return true;
    }

    /** Ends the surroundings. */
    @Override
    default void close() {}
}
