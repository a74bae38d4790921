package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.call.CallContext;
import io.demijohn.shell.internal.Names;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes names of agents. */
@Service
@NullUnmarked
public final class AgentNames implements Completer {

    @Reference(optional = true)
    private AgentService agents;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, agents, AgentNames::names);
    }

    private static List<String> names(AgentService agents) {
        return agents.list(CallContext.DEFAULT_TENANT).stream().map(a -> a.spec().name()).toList();
    }
}
