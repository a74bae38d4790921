package io.demijohn.shell.internal.thread;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Search;
import io.demijohn.agent.ThreadService;
import io.demijohn.call.CallContext;
import io.demijohn.shell.internal.Names;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes ids of the newest threads. */
@Service
@NullUnmarked
public final class ThreadIds implements Completer {

    private static final int NEWEST = 50;

    @Reference(optional = true)
    private ThreadService threads;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, threads, ThreadIds::newest);
    }

    private static List<String> newest(ThreadService threads) {
        var page = threads.search(CallContext.DEFAULT_TENANT, Search.ALL.page(NEWEST, 0));
        return page.items().stream().map(AgentThread::id).toList();
    }
}
