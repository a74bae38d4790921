package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelRouter;
import io.demijohn.runtime.internal.definition.AgentBook;
import io.demijohn.runtime.internal.definition.AssistantBook;
import io.demijohn.runtime.internal.exec.FairExecutor;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.queue.LogPressure;
import io.demijohn.runtime.internal.tool.Toolbox;

/**
 * What every thread's work needs.
 *
 * @param store keeps journals
 * @param reader reads threads from it
 * @param router asks models
 * @param toolbox calls tools
 * @param migrators move old states
 * @param agents definitions
 * @param assistants their settings
 * @param clock the platform's time
 * @param timers call back later
 * @param workers lend threads to tenants in turn
 * @param bounds of everything
 * @param meters what is measured
 * @param log how much the store has to do
 */
public record Kernel(
        CheckpointStore store,
        ThreadReader reader,
        ModelRouter router,
        Toolbox toolbox,
        Migrators migrators,
        AgentBook agents,
        AssistantBook assistants,
        TickClock clock,
        Timers timers,
        FairExecutor workers,
        Bounds bounds,
        Meters meters,
        LogPressure log) {}
