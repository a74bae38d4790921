package io.demijohn.runtime.internal.tool;

import io.demijohn.runtime.internal.exec.Bulkhead;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;

/**
 * A tool that is there.
 *
 * @param spec what it is
 * @param executor calls it
 * @param arguments checks what it is called with
 * @param bulkhead a place for each call
 * @param timeLimit of one call
 * @param ranking of its service
 * @param origin the bundle that brought it
 */
public record ToolEntry(
        ToolSpec spec,
        ToolExecutor executor,
        ArgumentCheck arguments,
        Bulkhead bulkhead,
        Duration timeLimit,
        int ranking,
        Origin origin) {}
