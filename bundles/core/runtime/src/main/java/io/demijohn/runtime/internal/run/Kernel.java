package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelRouter;
import io.demijohn.runtime.internal.definition.AgentBook;
import io.demijohn.runtime.internal.definition.AssistantBook;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.tool.Toolbox;
import java.util.concurrent.Executor;

/**
 * What every thread's work needs.
 *
 * @param store keeps journals
 * @param reader reads threads from it
 * @param router asks models
 * @param toolbox calls tools
 * @param agents definitions
 * @param assistants their settings
 * @param clock the platform's time
 * @param timers call back later
 * @param workers lend threads
 * @param bounds of everything
 * @param meters what is measured
 */
public record Kernel(
        CheckpointStore store,
        ThreadReader reader,
        ModelRouter router,
        Toolbox toolbox,
        AgentBook agents,
        AssistantBook assistants,
        TickClock clock,
        Timers timers,
        Executor workers,
        Bounds bounds,
        Meters meters) {}
