package io.demijohn.provider.openai.internal;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** One model's connections, threads and timers, and the calls that are open on them. */
final class Line {

    /** Threads only look names up and hand bytes on; what waits, waits in the selector. */
    private static final int THREADS = 8;

    private final Endpoint endpoint;
    private final Exchange.Wiring wiring;
    private final ScheduledThreadPoolExecutor timers;
    private final Set<Exchange<?>> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean closed;

    Line(String name, Endpoint endpoint, Limits limits, TickClock clock) {
        this.endpoint = endpoint;
        this.timers =
                new ScheduledThreadPoolExecutor(1, task -> thread("demijohn-timer-" + name, task));
        timers.setRemoveOnCancelPolicy(true);
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        2,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> thread("demijohn-openai-" + name, task));
        // Never shut down: the client still tidies up after the last call. Idle threads end.
        workers.allowCoreThreadTimeOut(true);
        HttpClient client =
                HttpClient.newBuilder()
                        // Some servers answer an upgrade to HTTP/2 with an error.
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limits.connect())
                        .executor(workers)
                        .build();
        this.wiring =
                new Exchange.Wiring(
                        client, timers, clock, limits, new Failures(endpoint), this::ended);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    Failures failures() {
        return wiring.failures();
    }

    TickClock clock() {
        return wiring.clock();
    }

    <T> void post(
            String path,
            String json,
            String accept,
            CallContext context,
            Function<HttpResponse.ResponseInfo, Reader<T>> readers,
            Consumer<T> onResult,
            Consumer<ModelException> onError) {
        HttpRequest request = endpoint.post(path, json, accept, context);
        Exchange<T> exchange = new Exchange<>(wiring, context, readers, onResult, onError);
        open.add(exchange);
        if (closed) {
            // Whoever drains may not have seen this call: it must not begin.
            exchange.fail(stopped());
        } else {
            exchange.start(request);
        }
    }

    private void ended(Exchange<?> exchange) {
        open.remove(exchange);
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
        open.forEach(exchange -> exchange.fail(stopped()));
        timers.shutdown();
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
        return new ModelException(Kind.UNAVAILABLE, "the model was stopped");
    }
}
