package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentVersion;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Shows an agent. */
@Service
@Command(
        scope = "agent",
        name = "show",
        description = "Show an agent's definition",
        detailedDescription = "Example:\n  agent:show --version 1 agent")
@NullUnmarked
public final class AgentShow extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Argument(name = "name", description = "The agent's name", required = true)
    @Completion(AgentNames.class)
    private String name;

    @Option(name = "--version", description = "An earlier version; the default is the latest")
    private int version;

    @Override
    protected void run(Output out) {
        out.item(Views.agent(wanted()));
    }

    private AgentVersion wanted() {
        if (version == 0) {
            return there(agents)
                    .find(tenant, name)
                    .orElseThrow(() -> unknown("agent", name, "agent:list"));
        }
        return there(agents).versions(tenant, name).stream()
                .filter(v -> v.version() == version)
                .findFirst()
                .orElseThrow(
                        () ->
                                unknown(
                                        "version",
                                        String.valueOf(version),
                                        "agent:versions " + name));
    }
}
