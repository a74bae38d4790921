package io.demijohn.gateway.internal.platform;

import io.demijohn.agent.AgentService;
import io.demijohn.agent.AssistantService;
import io.demijohn.agent.RunService;
import io.demijohn.agent.ThreadService;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.health.HealthCheck;
import io.demijohn.health.MetricsExposition;
import io.demijohn.model.ModelRouter;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenant.LimitService;
import io.demijohn.tenant.UsageService;
import io.demijohn.tool.ToolCatalog;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What the gateway talks to. The gateway listens while parts are missing, because only then can it
 * say which; their routes answer 503 meanwhile.
 */
@Component(service = Platform.class)
public final class Platform {

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(2));

    private volatile @Nullable AgentService agents;
    private volatile @Nullable AssistantService assistants;
    private volatile @Nullable ThreadService threads;
    private volatile @Nullable RunService runs;
    private volatile @Nullable ModelRouter router;
    private volatile @Nullable ToolCatalog tools;
    private volatile @Nullable MetricsExposition metrics;
    private volatile @Nullable KeyService keys;
    private volatile @Nullable LimitService limits;
    private volatile @Nullable UsageService usage;
    private volatile OpenTelemetry telemetry = OpenTelemetry.noop();
    private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();

    /**
     * Agent definitions.
     *
     * @return the service
     */
    public AgentService agents() {
        return present(agents, "runtime");
    }

    /**
     * Assistants.
     *
     * @return the service
     */
    public AssistantService assistants() {
        return present(assistants, "runtime");
    }

    /**
     * Threads.
     *
     * @return the service
     */
    public ThreadService threads() {
        return present(threads, "runtime");
    }

    /**
     * Runs.
     *
     * @return the service
     */
    public RunService runs() {
        return present(runs, "runtime");
    }

    /**
     * Models.
     *
     * @return the service
     */
    public ModelRouter router() {
        return present(router, "router");
    }

    /**
     * Tools.
     *
     * @return the service
     */
    public ToolCatalog tools() {
        return present(tools, "runtime");
    }

    /**
     * Meters in Prometheus' format.
     *
     * @return the service
     */
    public MetricsExposition metrics() {
        return present(metrics, "telemetry");
    }

    /**
     * API keys.
     *
     * @return the service
     */
    public KeyService keys() {
        return present(keys, "tenants bundle");
    }

    /**
     * How limits stand.
     *
     * @return empty while nobody counts
     */
    public Optional<LimitService> limits() {
        return Optional.ofNullable(limits);
    }

    /**
     * What was used.
     *
     * @return the service
     */
    public UsageService usage() {
        return present(usage, "tenants bundle");
    }

    /**
     * Where meters go.
     *
     * @return a no-op while there is none
     */
    public OpenTelemetry telemetry() {
        return telemetry;
    }

    /**
     * Everybody's own view of their health.
     *
     * @return those that are there now
     */
    public List<HealthCheck> checks() {
        return List.copyOf(checks);
    }

    /**
     * What is missing for a turn.
     *
     * @return names of parts; empty when all is there
     */
    public List<String> missing() {
        List<String> missing = new java.util.ArrayList<>();
        if (agents == null || assistants == null || threads == null || runs == null) {
            missing.add("runtime");
        }
        if (router == null) {
            missing.add("router");
        }
        if (keys == null) {
            missing.add("tenants");
        }
        return missing;
    }

    private static <T> T present(@Nullable T service, String part) {
        if (service == null) {
            throw Problem.of(
                            503,
                            "The "
                                    + part
                                    + " is not running yet; demijohn:doctor says why if it stays so")
                    .after(SOON);
        }
        return service;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setAgents(AgentService service) {
        agents = service;
    }

    public void unsetAgents(AgentService service) {
        agents = agents == service ? null : agents;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setAssistants(AssistantService service) {
        assistants = service;
    }

    public void unsetAssistants(AssistantService service) {
        assistants = assistants == service ? null : assistants;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setThreads(ThreadService service) {
        threads = service;
    }

    public void unsetThreads(ThreadService service) {
        threads = threads == service ? null : threads;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setRuns(RunService service) {
        runs = service;
    }

    public void unsetRuns(RunService service) {
        runs = runs == service ? null : runs;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setRouter(ModelRouter service) {
        router = service;
    }

    public void unsetRouter(ModelRouter service) {
        router = router == service ? null : router;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setTools(ToolCatalog service) {
        tools = service;
    }

    public void unsetTools(ToolCatalog service) {
        tools = tools == service ? null : tools;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setMetrics(MetricsExposition service) {
        metrics = service;
    }

    public void unsetMetrics(MetricsExposition service) {
        metrics = metrics == service ? null : metrics;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setKeys(KeyService service) {
        keys = service;
    }

    public void unsetKeys(KeyService service) {
        keys = keys == service ? null : keys;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setLimits(LimitService service) {
        limits = service;
    }

    public void unsetLimits(LimitService service) {
        limits = limits == service ? null : limits;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setUsage(UsageService service) {
        usage = service;
    }

    public void unsetUsage(UsageService service) {
        usage = usage == service ? null : usage;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void setTelemetry(OpenTelemetry service) {
        telemetry = service;
    }

    public void unsetTelemetry(OpenTelemetry service) {
        telemetry = telemetry == service ? OpenTelemetry.noop() : telemetry;
    }

    // The gateway's own check needs this component, and who asks knows already that it listens.
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(!(component.name=io.demijohn.gateway))")
    public void addCheck(HealthCheck check) {
        checks.add(check);
    }

    public void removeCheck(HealthCheck check) {
        checks.remove(check);
    }
}
