package io.demijohn.shell.internal.tool;

import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import io.demijohn.tool.ToolCatalog;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists tools. */
@Service
@Command(
        scope = "tool",
        name = "list",
        description = "List tools",
        detailedDescription = "Example:\n  tool:list --json")
@NullUnmarked
public final class ToolList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ToolCatalog tools;

    @Override
    protected void run(Output out) {
        out.list(
                List.of("name", "side_effect", "time_limit_ms", "description"),
                there(tools).tools().stream().map(Views::tool).toList(),
                "no tools; install demijohn-builtin-tools or demijohn-http-tool");
    }
}
