package io.demijohn.shell.internal.tool;

import io.demijohn.call.CancellationSource;
import io.demijohn.shell.internal.Output;
import io.demijohn.tool.ToolCatalog;
import io.demijohn.tool.ToolResult;
import java.util.Map;
import java.util.UUID;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Calls a tool by hand. */
@Service
@Command(
        scope = "tool",
        name = "call",
        description = "Call a tool with arguments as JSON",
        detailedDescription = "Example:\n  tool:call calculator '{\"expression\":\"6*7\"}'")
@NullUnmarked
public final class ToolCallCommand extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ToolCatalog tools;

    @Argument(index = 0, name = "name", description = "The tool", required = true)
    @Completion(ToolNames.class)
    private String name;

    @Argument(index = 1, name = "arguments", description = "A JSON object; the default is {}")
    private String arguments = "{}";

    @Override
    protected void run(Output out) throws Exception {
        var cancellation = new CancellationSource();
        String key = "shell-" + UUID.randomUUID();
        try {
            ToolResult result =
                    await(there(tools).call(name, key, key, arguments, context(cancellation)));
            String text = result.failed() ? "failed: " + result.text() : result.text();
            out.done(text, Map.of("text", result.text(), "failed", result.failed()));
        } finally {
            cancellation.cancel();
        }
    }
}
