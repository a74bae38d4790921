package io.demijohn.runtime.internal.tool;

import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolSpec;
import java.util.concurrent.Semaphore;

/**
 * A tool that is there.
 *
 * @param spec what it is
 * @param executor calls it
 * @param arguments checks what it is called with
 * @param bulkhead a permit for each call at once
 * @param ranking of its service
 */
public record ToolEntry(
        ToolSpec spec,
        ToolExecutor executor,
        ArgumentCheck arguments,
        Semaphore bulkhead,
        int ranking) {}
