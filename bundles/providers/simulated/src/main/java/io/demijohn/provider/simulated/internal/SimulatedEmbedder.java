package io.demijohn.provider.simulated.internal;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Makes vectors of words. The same text is the same vector in every life. */
final class SimulatedEmbedder implements Embedder {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final EmbedderSettings settings;
    private final TickClock clock;
    private final ModelInfo info;
    private final ScheduledThreadPoolExecutor scheduler;
    private final AtomicLong calls = new AtomicLong();
    private final Map<Long, CompletableFuture<Embeddings>> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    SimulatedEmbedder(EmbedderSettings settings, TickClock clock) {
        this.settings = settings;
        this.clock = clock;
        this.info = new ModelInfo(settings.name(), "simulated", Map.of("simulated", true));
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> daemon(settings.name(), task));
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
    public CompletionStage<Embeddings> embed(EmbeddingRequest request, CallContext context) {
        CompletableFuture<Embeddings> answer = new CompletableFuture<>();
        long number = calls.getAndIncrement();
        open.put(number, answer);
        Cancellation.Registration heard =
                context.cancellation()
                        .onCancel(() -> fail(answer, Kind.CANCELLED, "the caller gave up"));
        answer.whenComplete(
                (vectors, error) -> {
                    heard.close();
                    open.remove(number);
                });
        SplittableRandom random = new SplittableRandom(settings.seed() + number * GOLDEN_GAMMA);
        boolean fails = random.nextDouble() < settings.failRate();
        Duration latency = settings.latency().sample(random);
        try {
            schedule(context, latency, () -> finish(request, answer, fails), answer);
        } catch (RejectedExecutionException e) {
            fail(answer, Kind.UNAVAILABLE, "the simulated model was stopped");
        }
        if (closed) {
            fail(answer, Kind.UNAVAILABLE, "the simulated model was stopped");
        }
        return answer;
    }

    private void schedule(
            CallContext context,
            Duration latency,
            Runnable finish,
            CompletableFuture<Embeddings> answer) {
        Duration left = context.remaining(clock);
        boolean late = left.isZero() || latency.compareTo(left) > 0;
        scheduler.schedule(
                late ? () -> fail(answer, Kind.TIMEOUT, "no vectors before the deadline") : finish,
                late ? left.toNanos() : latency.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void finish(
            EmbeddingRequest request, CompletableFuture<Embeddings> answer, boolean fails) {
        if (fails) {
            fail(answer, settings.failKind(), "a failure that the configuration asks for");
            return;
        }
        int length = request.dimensions().orElse(settings.dimensions());
        List<float[]> vectors =
                request.texts().stream().map(text -> WordVector.of(text, length)).toList();
        long read = request.texts().stream().mapToLong(text -> (text.length() + 3) / 4).sum();
        answer.complete(
                new Embeddings(
                        vectors,
                        Optional.of(Usage.of(read, 0)),
                        settings.name(),
                        Map.of("simulated", true)));
    }

    private static void fail(CompletableFuture<Embeddings> answer, Kind kind, String message) {
        answer.completeExceptionally(new ModelException(kind, message));
    }

    /** Ends open calls, and new ones at once. */
    void close() {
        closed = true;
        open.values()
                .forEach(
                        answer ->
                                fail(answer, Kind.UNAVAILABLE, "the simulated model was stopped"));
        scheduler.shutdownNow();
    }
}
