package io.demijohn.testkit.checkpoint;

import io.demijohn.checkpoint.CheckpointStore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link CheckpointStore} must do. Extend it, say how your store is opened and closed,
 * and run it with JUnit 5. A case that fails says what the store must do instead.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
public abstract class CheckpointStoreContract extends LoadCases {

    /** For the extending class. */
    protected CheckpointStoreContract() {}

    /**
     * Opens the store over the data of this test.
     *
     * @return an open store; empty at the first call in a test, with what was there at later ones
     * @throws Exception fails the test
     */
    @Override
    protected abstract CheckpointStore open() throws Exception;

    /**
     * Closes a store, as the stop of its bundle would. May be called again for one that is closed.
     *
     * @param opened what {@link #open} returned
     * @throws Exception fails the test
     */
    @Override
    protected abstract void close(CheckpointStore opened) throws Exception;
}
