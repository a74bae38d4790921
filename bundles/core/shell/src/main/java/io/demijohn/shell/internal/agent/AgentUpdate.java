package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentVersion;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Publishes the next version of an agent. */
@Service
@Command(
        scope = "agent",
        name = "update",
        description = "Publish the next version of an agent; what is not given stays",
        detailedDescription = "Example:\n  agent:update --temperature 0.2 clerk")
public final class AgentUpdate extends AgentOptions {

    @Override
    protected void run(Output out) {
        AgentVersion present =
                there(agents)
                        .find(tenant, name)
                        .orElseThrow(() -> unknown("agent", name, "agent:list"));
        AgentVersion made = there(agents).update(tenant, over(present.spec()));
        out.done("agent " + name + " is now at version " + made.version(), Views.agent(made));
        missing(made.spec(), out);
    }
}
