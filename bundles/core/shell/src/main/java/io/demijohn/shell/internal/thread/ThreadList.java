package io.demijohn.shell.internal.thread;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import io.demijohn.agent.ThreadService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists threads. */
@Service
@Command(
        scope = "thread",
        name = "list",
        description = "List threads, newest first",
        detailedDescription = "Example:\n  thread:list --limit 5 --offset 10")
@NullUnmarked
public final class ThreadList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ThreadService threads;

    @Option(name = "--limit", description = "At most this many, 1 to 1000; the default is 20")
    private int limit = 20;

    @Option(name = "--offset", description = "Skip this many; the default is 0")
    private int offset;

    @Override
    protected void run(Output out) {
        Page<AgentThread> page = there(threads).search(tenant, Search.ALL.page(limit, offset));
        out.list(
                List.of("thread_id", "status", "graph_id", "updated_at"),
                page.items().stream().map(Views::thread).toList(),
                "no threads; agent:chat begins one");
        if (!out.json() && page.total() > offset + page.items().size()) {
            out.stream().printf("%d of %d; --offset shows more%n", limit, page.total());
        }
    }
}
