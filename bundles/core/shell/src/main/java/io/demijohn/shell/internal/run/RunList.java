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
        detailedDescription =
                "Example:\n  run:list --limit 5\n  run:list --parked\n  run:list --waiting")
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

    @Option(
            name = "--parked",
            description = "The calls that a person is to decide on, by run:resolve")
    private boolean parked;

    @Option(name = "--waiting", description = "Only runs that wait for a bundle")
    private boolean waiting;

    @Override
    protected void run(Output out) {
        if (parked) {
            parked(out);
            return;
        }
        if (waiting) {
            waiting(out);
            return;
        }
        var page =
                there(runs)
                        .list(tenant, Optional.ofNullable(thread), Search.ALL.page(limit, offset));
        out.list(
                List.of("run_id", "thread_id", "agent", "version", "status", "updated_at"),
                page.items().stream().map(Views::run).toList(),
                "no runs; agent:chat begins one");
    }

    private void parked(Output out) {
        out.list(
                List.of("thread_id", "run_id", "tool_call_id", "tool", "arguments", "since"),
                there(runs).inQuestion(tenant, Optional.ofNullable(thread), limit).stream()
                        .map(Views::question)
                        .toList(),
                "no calls in question");
    }

    private void waiting(Output out) {
        var search = Search.ALL.page(limit, offset).withStatus(Optional.of("waiting_for_bundle"));
        out.list(
                List.of("run_id", "thread_id", "agent", "waiting_for", "updated_at"),
                there(runs).list(tenant, Optional.ofNullable(thread), search).items().stream()
                        .map(Views::run)
                        .toList(),
                "no runs wait for a bundle");
    }
}
