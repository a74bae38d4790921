package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.TokenCount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;

/** A real model with faults in some of its calls; all others go straight through. */
final class DrilledModel implements ChatModel {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final DrillSettings settings;
    private final ChatModel real;
    private final TickClock clock;
    private final ModelInfo info;
    private final long begun;
    private final ScheduledThreadPoolExecutor scheduler;
    private final AtomicLong calls = new AtomicLong();
    private final Set<DrilledCall> open = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    DrilledModel(DrillSettings settings, ChatModel real, ModelInfo realInfo, TickClock clock) {
        this.settings = settings;
        this.real = real;
        this.clock = clock;
        this.info = info(realInfo, settings.name());
        this.begun = clock.nanoTime();
        this.scheduler = new ScheduledThreadPoolExecutor(2, task -> daemon(settings.name(), task));
        scheduler.setRemoveOnCancelPolicy(true);
    }

    private static ModelInfo info(ModelInfo real, String drill) {
        Map<String, Object> metadata = new LinkedHashMap<>(real.metadata());
        metadata.put("drill", drill);
        return new ModelInfo(real.name(), real.provider(), metadata);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "demijohn-drill-" + name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        SplittableRandom random =
                new SplittableRandom(settings.seed() + calls.getAndIncrement() * GOLDEN_GAMMA);
        Optional<Fault> fault = fault(Conversation.of(request).question(), random);
        if (over || fault.isEmpty()) {
            real.chat(request, context, listener);
            return;
        }
        DrilledCall call =
                new DrilledCall(
                        fault.get(),
                        settings.name(),
                        real,
                        request,
                        context,
                        listener,
                        open::remove);
        open.add(call);
        call.start(scheduler, clock, fault.get().latency().sample(random));
        if (over) {
            call.lift();
        }
    }

    private Optional<Fault> fault(String question, SplittableRandom random) {
        Duration elapsed = Duration.ofNanos(clock.nanoTime() - begun);
        return settings.faults().stream()
                .filter(fault -> fault.hits(question, elapsed, random))
                .findFirst();
    }

    @Override
    public CompletionStage<TokenCount> countTokens(ChatRequest request, CallContext context) {
        return real.countTokens(request, context);
    }

    /** Ends the drill: what it keeps waiting ends, and what the model is answering goes on. */
    void close() {
        over = true;
        open.forEach(DrilledCall::lift);
        scheduler.shutdown();
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }
}
