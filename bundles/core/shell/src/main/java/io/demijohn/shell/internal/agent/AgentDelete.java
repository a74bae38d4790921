package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.shell.internal.Output;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Removes an agent. */
@Service
@Command(
        scope = "agent",
        name = "delete",
        description = "Remove an agent and its assistants; its threads stay",
        detailedDescription = "Example:\n  agent:delete clerk")
@NullUnmarked
public final class AgentDelete extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Argument(name = "name", description = "The agent's name", required = true)
    @Completion(AgentNames.class)
    private String name;

    @Override
    protected void run(Output out) {
        there(agents).delete(tenant, name);
        out.done("agent " + name + " has been removed", Map.of("name", name, "deleted", true));
    }
}
