package io.demijohn.router.internal;

import io.demijohn.breaker.BreakerListener;
import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerService;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.ModelRouter;
import io.demijohn.model.TokenCount;
import io.demijohn.router.internal.breaker.BreakerGauges;
import io.demijohn.router.internal.breaker.BreakerWatch;
import io.demijohn.router.internal.breaker.Breakers;
import io.demijohn.router.internal.breaker.Key;
import io.demijohn.router.internal.call.Question;
import io.demijohn.router.internal.call.RouterCall;
import io.demijohn.router.internal.call.RouterMeters;
import io.demijohn.router.internal.call.Surroundings;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Route;
import io.demijohn.router.internal.directory.Served;
import io.demijohn.router.internal.embed.Whole;
import io.demijohn.router.internal.exec.Workers;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelDemand.Operation;
import io.demijohn.tenant.ModelGate;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The router as a service: models and routes come and go while calls run. */
@Component(
        immediate = true,
        service = {ModelRouter.class, HealthCheck.class, BreakerService.class},
        configurationPid = "io.demijohn.router")
@Designate(ocd = RouterConfig.class)
public final class FailoverRouter implements ModelRouter, HealthCheck, BreakerService {

    private final Workers workers = new Workers();
    private final Entrance entrance;
    private final Set<RouterCall> calls = ConcurrentHashMap.newKeySet();
    private final Directory directory;
    private final BreakerWatch watch;
    private final Breakers breakers;
    private final BreakerGauges gauges;
    private final Registrations registrations;
    private final Embedders embedders;
    private final RouterMeters meters;
    private final ModelsHealth health;
    private final TickClock clock;
    private volatile Surroundings around;
    private volatile Surroundings counting;
    private volatile Surroundings embedding;
    private volatile boolean stopped;

    @Activate
    public FailoverRouter(
            RouterConfig config, @Reference TickClock clock, @Reference OpenTelemetry telemetry) {
        RouterSettings settings = RouterSettings.of(config);
        this.clock = clock;
        this.entrance = new Entrance(workers, clock);
        this.directory = new Directory(clock::nanoTime);
        this.watch = new BreakerWatch(telemetry, workers);
        this.breakers =
                new Breakers(
                        settings.breaker(),
                        settings.plugin(),
                        clock::nanoTime,
                        Registrations.RANDOM,
                        watch);
        this.gauges = new BreakerGauges(telemetry, breakers);
        this.registrations =
                new Registrations(Key.CHAT, directory, clock, breakers, settings.pluginCalls());
        this.embedders = new Embedders(clock, breakers, settings.pluginCalls());
        this.meters = new RouterMeters(telemetry);
        this.health = new ModelsHealth(directory, embedders.directory());
        this.around = surroundings(settings);
        this.counting = around.with(directory, meters.of("count_tokens"));
        this.embedding = around.with(embedders.directory(), meters.of("embeddings"));
    }

    @Modified
    void modified(RouterConfig config) {
        RouterSettings settings = RouterSettings.of(config);
        breakers.reconfigure(settings.breaker(), settings.plugin());
        registrations.reconfigure(settings.pluginCalls());
        embedders.reconfigure(settings.pluginCalls());
        Surroundings changed = surroundings(settings);
        counting = changed.with(directory, counting.meters());
        embedding = changed.with(embedders.directory(), embedding.meters());
        around = changed;
    }

    private Surroundings surroundings(RouterSettings settings) {
        return new Surroundings(
                directory,
                workers,
                clock,
                meters,
                settings.newBudget(),
                Registrations.RANDOM,
                settings.call());
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        calls.forEach(RouterCall::abort);
        gauges.close();
        workers.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "removeGate")
    void setGate(ModelGate gate) {
        entrance.open(gate);
    }

    void removeGate(ModelGate gate) {
        entrance.close(gate);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeModel")
    void addModel(ChatModel model, Map<String, Object> properties) {
        registrations.add(model, properties);
    }

    void removeModel(ChatModel model) {
        registrations.remove(model);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeRoute")
    void addRoute(Route route) {
        directory.add(route);
        embedders.directory().add(route);
    }

    void removeRoute(Route route) {
        directory.remove(route);
        embedders.directory().remove(route);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeEmbedder")
    void addEmbedder(Embedder embedder, Map<String, Object> properties) {
        embedders.add(embedder, properties);
    }

    void removeEmbedder(Embedder embedder) {
        embedders.remove(embedder);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeListener")
    void addListener(BreakerListener listener) {
        watch.add(listener);
    }

    void removeListener(BreakerListener listener) {
        watch.remove(listener);
    }

    @Override
    public List<BreakerStatus> breakers() {
        return breakers.statuses();
    }

    @Override
    public BreakerStatus set(String id, BreakerMode mode) {
        return breakers.set(id, mode);
    }

    @Override
    public void chat(
            List<String> candidates,
            ChatRequest request,
            CallContext context,
            ChatListener listener) {
        Question question = (served, at, to) -> served.model().chat(request, at, to);
        ModelDemand demand =
                new ModelDemand(
                        request.model(),
                        Operation.CHAT,
                        () -> TokenCount.estimate(request).inputTokens(),
                        request.sampling().maxTokens().orElse(0));
        begin(around, demand, wanted(candidates, request.model()), question, context, listener);
    }

    @Override
    public CompletionStage<TokenCount> countTokens(
            List<String> candidates, ChatRequest request, CallContext context) {
        List<String> wanted = wanted(candidates, request.model());
        ModelDemand demand = new ModelDemand(request.model(), Operation.COUNT_TOKENS, () -> 0, 0);
        return begin(counting, demand, wanted, Whole.counting(request), context);
    }

    @Override
    public CompletionStage<Embeddings> embed(
            List<String> candidates, EmbeddingRequest request, CallContext context) {
        List<String> wanted = wanted(candidates, request.model());
        ModelDemand demand =
                new ModelDemand(
                        request.model(),
                        Operation.EMBEDDINGS,
                        () -> request.texts().stream().mapToLong(TokenCount::ofText).sum(),
                        0);
        return begin(embedding, demand, wanted, Whole.embedding(request), context);
    }

    private static List<String> wanted(List<String> candidates, String asked) {
        return candidates.isEmpty() ? List.of(asked) : candidates;
    }

    private <T> CompletionStage<T> begin(
            Surroundings with,
            ModelDemand demand,
            List<String> wanted,
            Whole<T> whole,
            CallContext context) {
        begin(with, demand, wanted, whole.question(), context, whole.receiver());
        return whole.receiver().answer();
    }

    private void begin(
            Surroundings with,
            ModelDemand demand,
            List<String> wanted,
            Question question,
            CallContext context,
            ChatListener listener) {
        entrance.enter(demand, context, listener, to -> begin(with, wanted, question, context, to));
    }

    private void begin(
            Surroundings with,
            List<String> wanted,
            Question question,
            CallContext context,
            ChatListener listener) {
        RouterCall call = new RouterCall(with, wanted, question, context, listener, calls::remove);
        calls.add(call);
        call.begin();
        if (stopped) {
            call.abort();
        }
    }

    @Override
    public List<ModelInfo> models() {
        return directory.models();
    }

    @Override
    public List<ModelInfo> embedders() {
        return embedders.directory().serving().stream().map(Served::info).toList();
    }

    @Override
    public String name() {
        return "models";
    }

    @Override
    public Health check() {
        return health.check();
    }
}
