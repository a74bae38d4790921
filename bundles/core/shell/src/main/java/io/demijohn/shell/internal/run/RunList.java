package io.demijohn.shell.internal.run;

import io.demijohn.agent.RunService;
import io.demijohn.agent.Search;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import io.demijohn.shell.internal.thread.ThreadIds;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Lists runs. */
@Service
@Command(
        scope = "run",
        name = "list",
        description = "List runs, newest first; older ones by --thread",
        detailedDescription = "Example:\n  run:list --limit 5")
@NullUnmarked
public final class RunList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private RunService runs;

    @Option(name = "--thread", description = "Only of this thread")
    @Completion(ThreadIds.class)
    private @Nullable String thread;

    @Option(name = "--limit", description = "At most this many, 1 to 1000; the default is 20")
    private int limit = 20;

    @Option(name = "--offset", description = "Skip this many; the default is 0")
    private int offset;

    @Override
    protected void run(Output out) {
        var page =
                there(runs)
                        .list(tenant, Optional.ofNullable(thread), Search.ALL.page(limit, offset));
        out.list(
                List.of("run_id", "thread_id", "agent", "version", "status", "updated_at"),
                page.items().stream().map(Views::run).toList(),
                "no runs; agent:chat begins one");
    }
}
