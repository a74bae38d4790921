package io.demijohn.shell.internal.run;

import io.demijohn.agent.RunQueue;
import io.demijohn.shell.internal.Output;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Shows which runs are at work and which wait. */
@Service
@Command(
        scope = "run",
        name = "queue",
        description = "Show how many runs are at work and wait, tenant by tenant, and who is next",
        detailedDescription = "Example:\n  run:queue\n  run:queue --tenant acme --limit 50")
@NullUnmarked
public final class RunQueueCommand extends io.demijohn.shell.internal.Command {

    private static final String EVERYBODY = "*";

    @Reference(optional = true)
    private RunQueue queue;

    @Option(
            name = "--limit",
            description = "At most this many waiting runs, 0 to 1000; the default is 10")
    private int limit = 10;

    /** Shows all tenants unless one is named. */
    public RunQueueCommand() {
        tenant = EVERYBODY;
    }

    @Override
    protected void run(Output out) {
        Optional<String> whose = Optional.of(tenant).filter(name -> !name.equals(EVERYBODY));
        RunQueue.Snapshot now = there(queue).snapshot(whose, limit);
        Map<String, Object> all = summary(now);
        List<Map<String, Object>> tenants =
                now.tenants().stream().map(RunQueueCommand::tenant).toList();
        List<Map<String, Object>> waiting =
                now.first().stream().map(RunQueueCommand::waiting).toList();
        if (out.json()) {
            all.put("tenants", tenants);
            all.put("waiting", waiting);
            out.item(all);
            return;
        }
        out.item(all);
        out.list(
                List.of("tenant", "weight", "active", "of", "queued", "up_to", "oldest_wait"),
                tenants,
                "no open runs");
        out.list(
                List.of("run_id", "thread_id", "tenant", "priority", "since"),
                waiting,
                "no run waits for its turn");
    }

    private static Map<String, Object> summary(RunQueue.Snapshot now) {
        var view = new LinkedHashMap<String, Object>();
        view.put("active", now.active());
        view.put("active_limit", now.activeLimit());
        view.put("queued", now.queued());
        view.put("queue_limit", now.queueLimit());
        now.byPriority().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        entry ->
                                view.put(
                                        "queued_" + entry.getKey().name().toLowerCase(Locale.ROOT),
                                        entry.getValue()));
        view.put("delayed", now.delayed());
        view.put("behind_thread", now.behindThread());
        view.put("oldest_wait", seconds(now.oldestWait()));
        view.put("starts_per_second", Math.round(now.startsPerSecond() * 10) / 10.0);
        return view;
    }

    private static Map<String, Object> tenant(RunQueue.Tenant tenant) {
        var view = new LinkedHashMap<String, Object>();
        view.put("tenant", tenant.name());
        view.put("weight", tenant.weight());
        view.put("active", tenant.active());
        view.put("of", tenant.activeLimit());
        view.put("queued", tenant.queued());
        view.put("up_to", tenant.queueLimit());
        view.put("oldest_wait", seconds(tenant.oldestWait()));
        return view;
    }

    private static Map<String, Object> waiting(RunQueue.Waiting run) {
        var view = new LinkedHashMap<String, Object>();
        view.put("run_id", run.runId());
        view.put("thread_id", run.threadId());
        view.put("tenant", run.tenant());
        view.put("priority", run.priority().name().toLowerCase(Locale.ROOT));
        view.put("since", run.since().toString());
        return view;
    }

    private static @Nullable String seconds(Duration time) {
        return time.isZero() ? null : time.toMillis() / 1000.0 + " s";
    }
}
