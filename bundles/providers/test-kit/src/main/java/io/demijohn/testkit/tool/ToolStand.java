package io.demijohn.testkit.tool;

import io.demijohn.tool.ToolExecutor;
import java.util.OptionalLong;

/** A tool in surroundings of your making, for one test. */
public interface ToolStand extends AutoCloseable {

    /**
     * The tool under test.
     *
     * @return always the same
     */
    ToolExecutor tool();

    /**
     * How often the tool has acted on the world so far. A tool that declares {@code IDEMPOTENT}
     * must be able to say, and one that declares {@code NONE} says 0 if it says anything.
     *
     * @return empty when that cannot be counted
     */
    default OptionalLong effects() {
        return OptionalLong.empty();
    }

    /** Stops the tool as its component's deactivate does. A tool without one does nothing here. */
    default void stop() {}

    /** Ends the surroundings. */
    @Override
    default void close() {}
}
