package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentLimits;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.model.Sampling;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Publishes a new agent. */
@Service
@Command(
        scope = "agent",
        name = "create",
        description = "Publish a new agent",
        detailedDescription =
                "Example:\n  agent:create --model simulated --tool calculator"
                        + " --instructions 'You are brief.' clerk")
public final class AgentCreate extends AgentOptions {

    @Override
    protected void run(Output out) {
        AgentVersion made = there(agents).create(tenant, over(blank()));
        out.done("agent " + name + " has been published as version 1", Views.agent(made));
        missing(made.spec(), out);
    }

    private AgentSpec blank() {
        List<String> models =
                there(agents)
                        .find(tenant, AgentService.BUILT_IN)
                        .map(builtIn -> builtIn.spec().models())
                        .orElse(List.of());
        return new AgentSpec(
                name,
                "",
                models,
                "",
                List.of(),
                Sampling.DEFAULT,
                AgentLimits.DEFAULT,
                Set.of(),
                Map.of());
    }
}
