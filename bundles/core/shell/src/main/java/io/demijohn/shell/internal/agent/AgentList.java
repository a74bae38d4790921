package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists agents. */
@Service
@Command(
        scope = "agent",
        name = "list",
        description = "List agents",
        detailedDescription = "Example:\n  agent:list --json")
@NullUnmarked
public final class AgentList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Override
    protected void run(Output out) {
        out.list(
                List.of("name", "version", "model", "tools", "description"),
                there(agents).list(tenant).stream().map(Views::agent).toList(),
                "no agents; agent:create makes one");
    }
}
