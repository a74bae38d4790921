package io.demijohn.shell.internal.tool;

import io.demijohn.shell.internal.Names;
import io.demijohn.tool.ToolCatalog;
import io.demijohn.tool.ToolSpec;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes names of tools. */
@Service
@NullUnmarked
public final class ToolNames implements Completer {

    @Reference(optional = true)
    private ToolCatalog tools;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, tools, ToolNames::names);
    }

    private static List<String> names(ToolCatalog tools) {
        return tools.tools().stream().map(ToolSpec::name).toList();
    }
}
