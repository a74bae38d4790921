package io.demijohn.shell.internal.platform;

import io.demijohn.agent.AgentService;
import io.demijohn.agent.RunService;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.agent.ThreadService;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ModelRouter;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import io.demijohn.tool.ToolCatalog;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Says what this platform is and how it does. */
@Service
@Command(
        scope = "demijohn",
        name = "info",
        description = "Say what this platform is and how it does",
        detailedDescription = "Example:\n  demijohn:info --json")
@NullUnmarked
public final class Info extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Reference(optional = true)
    private ThreadService threads;

    @Reference(optional = true)
    private RunService runs;

    @Reference(optional = true)
    private ModelRouter router;

    @Reference(optional = true)
    private ToolCatalog tools;

    @Reference private BundleContext context;

    @Override
    protected void run(Output out) {
        var view = new LinkedHashMap<String, Object>();
        view.put("version", FrameworkUtil.getBundle(Info.class).getVersion().toString());
        view.put("java", Runtime.version().toString());
        view.put("uptime", uptime());
        view.put("data", context.getProperty("karaf.data"));
        view.put("agents", there(agents).list(tenant).size());
        view.put("threads", there(threads).search(tenant, Search.ALL).total());
        view.put("open_runs", runs(RunStatus.PENDING) + runs(RunStatus.RUNNING));
        view.put("models", there(router).models().stream().map(m -> m.name()).toList());
        view.put("tools", there(tools).tools().stream().map(t -> t.name()).toList());
        view.put("health", health());
        out.item(view);
    }

    private int runs(RunStatus status) {
        var search = Search.ALL.withStatus(Optional.of(Views.lower(status)));
        return there(runs).list(tenant, Optional.empty(), search).total();
    }

    private Map<String, Object> health() {
        var states = new LinkedHashMap<String, Object>();
        new Services(context)
                .use(
                        HealthCheck.class,
                        checks -> checks.forEach(c -> states.put(c.name(), status(c))));
        return states;
    }

    private static String status(HealthCheck check) {
        try {
            return Views.lower(check.check().status());
        } catch (RuntimeException e) {
            return Views.lower(Health.Status.DOWN); // demijohn:doctor says what broke
        }
    }

    private static String uptime() {
        long millis = ManagementFactory.getRuntimeMXBean().getUptime();
        return Duration.ofSeconds(millis / 1000)
                .toString()
                .substring(2)
                .toLowerCase(java.util.Locale.ROOT);
    }
}
