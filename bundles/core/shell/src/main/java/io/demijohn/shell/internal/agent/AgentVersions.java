package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists the versions of an agent. */
@Service
@Command(
        scope = "agent",
        name = "versions",
        description = "List the versions of an agent, newest first",
        detailedDescription = "Example:\n  agent:versions agent")
@NullUnmarked
public final class AgentVersions extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Argument(name = "name", description = "The agent's name", required = true)
    @Completion(AgentNames.class)
    private String name;

    @Override
    protected void run(Output out) {
        out.list(
                List.of("version", "created_at", "model", "tools"),
                there(agents).versions(tenant, name).stream().map(Views::agent).toList(),
                "no versions");
    }
}
