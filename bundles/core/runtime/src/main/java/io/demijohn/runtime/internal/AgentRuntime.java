package io.demijohn.runtime.internal;

import io.demijohn.agent.StateMigrator;
import io.demijohn.agent.WebhookSender;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelRouter;
import io.demijohn.runtime.internal.definition.AgentBook;
import io.demijohn.runtime.internal.definition.AssistantBook;
import io.demijohn.runtime.internal.exec.FairExecutor;
import io.demijohn.runtime.internal.exec.SystemTimers;
import io.demijohn.runtime.internal.exec.Workers;
import io.demijohn.runtime.internal.exec.Workers.Late;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.queue.LogPressure;
import io.demijohn.runtime.internal.run.Bounds;
import io.demijohn.runtime.internal.run.Desk;
import io.demijohn.runtime.internal.run.Kernel;
import io.demijohn.runtime.internal.run.MeasuredStore;
import io.demijohn.runtime.internal.run.Meters;
import io.demijohn.runtime.internal.run.Migrators;
import io.demijohn.runtime.internal.tool.Toolbox;
import io.demijohn.tool.ToolExecutor;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** What the bundle's services share: threads of two kinds, timers, definitions and the desk. */
@Component(immediate = true, service = AgentRuntime.class, configurationPid = "io.demijohn.runtime")
@Designate(ocd = RuntimeConfig.class)
public final class AgentRuntime {

    private final SystemTimers timers = new SystemTimers();
    private final Workers workers;
    private final Workers toolThreads;
    private final Toolbox toolbox;
    private final Migrators migrators;
    private final Kernel kernel;
    private final Desk desk;

    /**
     * Reads all heads and goes on with open runs.
     *
     * @param disk keeps journals
     * @param router asks models
     * @param telemetry measures
     * @param clock the platform's time
     * @param config bounds
     */
    @Activate
    public AgentRuntime(
            @Reference CheckpointStore disk,
            @Reference ModelRouter router,
            @Reference OpenTelemetry telemetry,
            @Reference TickClock clock,
            RuntimeConfig config) {
        Meters meters = new Meters(telemetry.getMeter("io.demijohn.runtime"));
        Bounds bounds = CheckedConfig.bounds(config);
        LogPressure log = new LogPressure(clock, bounds.queue().slowLog());
        CheckpointStore store = new MeasuredStore(disk, clock, meters, log);
        this.workers =
                new Workers("demijohn-runtime", CheckedConfig.workers(config), Late.DONE_BY_CALLER);
        this.toolThreads =
                new Workers("demijohn-tool", CheckedConfig.toolThreads(config), Late.DROPPED);
        this.toolbox =
                new Toolbox(toolThreads, timers, clock, CheckedConfig.tools(config), meters::tool);
        this.migrators = new Migrators(toolThreads, timers, CheckedConfig.migration(config));
        AgentBook agents = new AgentBook(store, clock, CheckedConfig.builtIn(config));
        this.kernel =
                new Kernel(
                        store,
                        new ThreadReader(store),
                        router,
                        toolbox,
                        migrators,
                        agents,
                        new AssistantBook(store, agents, clock),
                        clock,
                        timers,
                        new FairExecutor(workers),
                        bounds,
                        meters,
                        log);
        this.desk = new Desk(kernel);
        desk.open();
        meters.observe(() -> desk.orchestrator().snapshot(Optional.empty(), 0));
        desk.tidy();
    }

    /**
     * A tool has come.
     *
     * @param tool the service
     * @param reference has its ranking and its bundle
     */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addTool(ToolExecutor tool, ServiceReference<ToolExecutor> reference) {
        int ranking =
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer given
                        ? given
                        : 0;
        addTool(tool, ranking, origin(reference));
    }

    void addTool(ToolExecutor tool, int ranking, Origin origin) {
        toolbox.add(tool, ranking, origin);
    }

    private static Origin origin(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null || bundle.getSymbolicName() == null
                ? Origin.UNKNOWN
                : new Origin(bundle.getSymbolicName(), bundle.getVersion().toString());
    }

    /**
     * A tool has gone.
     *
     * @param tool the service
     */
    public void removeTool(ToolExecutor tool) {
        toolbox.remove(tool);
    }

    /**
     * Somebody sends notices.
     *
     * @param sender the service
     */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSender(WebhookSender sender) {
        desk.notices().add(sender);
    }

    /**
     * Somebody does not send any more.
     *
     * @param sender the service
     */
    public void removeSender(WebhookSender sender) {
        desk.notices().remove(sender);
    }

    /**
     * A state migrator has come.
     *
     * @param migrator the service
     */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addMigrator(StateMigrator migrator) {
        migrators.add(migrator);
        desk.bundleCame();
    }

    /**
     * A state migrator has gone.
     *
     * @param migrator the service
     */
    public void removeMigrator(StateMigrator migrator) {
        migrators.remove(migrator);
    }

    Kernel kernel() {
        return kernel;
    }

    Desk desk() {
        return desk;
    }

    /** Cuts off what is under way; it goes on after the next start. */
    @Deactivate
    public void stop() {
        desk.close();
        kernel.meters().close();
        timers.close();
        toolThreads.close();
        workers.close();
    }
}
