package io.demijohn.runtime.internal;

import io.demijohn.call.CallContext;
import io.demijohn.runtime.internal.tool.Toolbox;
import io.demijohn.tool.ToolCatalog;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tools as a service. */
@Component(service = ToolCatalog.class)
public final class CatalogComponent implements ToolCatalog {

    private final Toolbox toolbox;

    /**
     * A service of the runtime.
     *
     * @param runtime has the tools
     */
    @Activate
    public CatalogComponent(@Reference AgentRuntime runtime) {
        this.toolbox = runtime.kernel().toolbox();
    }

    @Override
    public List<ToolSpec> tools() {
        return toolbox.specs();
    }

    @Override
    public CompletionStage<ToolResult> call(
            String name,
            String callId,
            String idempotencyKey,
            String arguments,
            CallContext context) {
        return toolbox.find(name)
                .map(tool -> toolbox.call(tool, callId, idempotencyKey, arguments, context))
                .orElseGet(
                        () ->
                                CompletableFuture.failedFuture(
                                        new ToolException(
                                                ToolException.Kind.NOT_FOUND,
                                                "there is no tool " + name)));
    }
}
