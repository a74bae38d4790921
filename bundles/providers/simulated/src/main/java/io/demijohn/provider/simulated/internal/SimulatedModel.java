package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Answers from a script, or as a small assistant. The n-th call is the same in every life. */
final class SimulatedModel implements ChatModel {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final Settings settings;
    private final TickClock clock;
    private final ModelInfo info;
    private final ScheduledThreadPoolExecutor scheduler;
    private final AtomicLong calls = new AtomicLong();
    private final Set<Playback> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean closed;

    SimulatedModel(Settings settings, TickClock clock) {
        this.settings = settings;
        this.clock = clock;
        this.info = new ModelInfo(settings.name(), "simulated", Map.of("simulated", true));
        this.scheduler = new ScheduledThreadPoolExecutor(2, task -> daemon(settings.name(), task));
        scheduler.setRemoveOnCancelPolicy(true);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "demijohn-simulated-" + name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    @Override
    public void chat(ChatRequest request, CallContext context, ChatListener listener) {
        Optional<ModelException> refusal =
                request.original().flatMap(words -> words.refusal(settings.name()));
        if (refusal.isPresent()) {
            listener.onError(refusal.get());
            return;
        }
        long number = calls.getAndIncrement();
        Playback playback =
                new Playback(
                        () -> perform(request, number),
                        context,
                        listener,
                        scheduler,
                        clock,
                        this::ended);
        open.add(playback);
        playback.start();
        if (closed) {
            playback.stop(stopped());
        }
    }

    private Performance perform(ChatRequest request, long number) {
        Plan plan = settings.script().plan(request).orElseGet(() -> Assistant.plan(request));
        SplittableRandom random = new SplittableRandom(settings.seed() + number * GOLDEN_GAMMA);
        return new Composer(settings, request, random).compose(plan);
    }

    private void ended(Playback playback) {
        open.remove(playback);
        if (closed && open.isEmpty()) {
            drained.countDown();
        }
    }

    /** Lets open calls finish for a while, then ends them. New ones end at once. */
    void close(Duration patience) {
        closed = true;
        if (!open.isEmpty()) {
            await(patience);
        }
        open.forEach(playback -> playback.stop(stopped()));
        scheduler.shutdown();
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private void await(Duration patience) {
        try {
            drained.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Whoever stops the bundle is in a hurry: end what is open now.
            Thread.currentThread().interrupt();
        }
    }

    private static ModelException stopped() {
        return new ModelException(
                ModelException.Kind.UNAVAILABLE, "the simulated model was stopped");
    }
}
