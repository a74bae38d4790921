package io.demijohn.shell.internal.run;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.agent.Search;
import io.demijohn.call.CallContext;
import io.demijohn.shell.internal.Names;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes ids of the newest runs. */
@Service
@NullUnmarked
public final class RunIds implements Completer {

    private static final int NEWEST = 50;

    @Reference(optional = true)
    private RunService runs;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, runs, RunIds::newest);
    }

    private static List<String> newest(RunService runs) {
        var search = Search.ALL.page(NEWEST, 0);
        var page = runs.list(CallContext.DEFAULT_TENANT, Optional.empty(), search);
        return page.items().stream().map(Run::id).toList();
    }
}
