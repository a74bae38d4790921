package io.demijohn.tool;

import io.demijohn.call.CallContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** All tools that are there now, and the one way to call them. */
@ProviderType
public interface ToolCatalog {

    /**
     * What can be called now.
     *
     * @return by name
     */
    List<ToolSpec> tools();

    /**
     * Checks the arguments and calls a tool within its time limit. Output beyond the platform's
     * bound is cut, and says so.
     *
     * @param name the tool
     * @param callId the model's id of the call
     * @param idempotencyKey names this very call
     * @param arguments JSON text, an object
     * @param context tenant, deadline and cancellation
     * @return completes with the answer, or with a {@link ToolException}
     */
    CompletionStage<ToolResult> call(
            String name,
            String callId,
            String idempotencyKey,
            String arguments,
            CallContext context);
}
