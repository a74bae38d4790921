package io.demijohn.tool;

import io.demijohn.call.CallContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tool. Register it as an OSGi service, one service a tool; several tools come from several
 * configurations of one component. When two have one name, the higher service ranking serves.
 *
 * <p>The test kit's {@code ToolExecutorContract} checks what is said here.
 */
@ConsumerType
public interface ToolExecutor {

    /**
     * What this tool is. Does not change while the service is registered.
     *
     * @return name, schema, side effect and time limit
     */
    ToolSpec spec();

    /**
     * Calls the tool. Quick work may be done before returning; work that waits goes on elsewhere.
     * Ends within a second after the context is cancelled or its deadline has passed; many calls
     * may run at once.
     *
     * @param invocation the arguments, already checked against the schema
     * @param context tenant, deadline (the time limit included) and cancellation
     * @return completes with the answer, or with a {@link ToolException}
     */
    CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context);

    /**
     * Says whether an earlier call happened, after a crash in the middle of it or when it ended
     * with TIMEOUT or OUTCOME_UNKNOWN. The call may still be on its way. Asked only for tools whose
     * calls have side effects and are not idempotent, before a person is asked. Bound by the time
     * limit, deadline and cancellation of a call; must not act itself.
     *
     * @param invocation the call as it was made: the same key, the same arguments
     * @param context tenant, deadline and cancellation
     * @return completes with what the tool knows; what fails counts as {@link ToolProbe#UNKNOWN}
     */
    default CompletionStage<ToolProbe> probe(ToolInvocation invocation, CallContext context) {
        return CompletableFuture.completedFuture(ToolProbe.UNKNOWN);
    }
}
