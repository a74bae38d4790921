package io.demijohn.outbound.internal.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.config.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** One model's connections, threads and timers, and the calls that are open on them. */
public final class Line {

    /** Threads only look names up and hand bytes on; what waits, waits in the selector. */
    private static final int THREADS = 8;

    private static final int ERROR_BYTES = 64 * 1024;

    private final Endpoint endpoint;
    private final Exchange.Wiring wiring;
    private final ScheduledThreadPoolExecutor timers;
    private final Set<Exchange<?>> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * Opens no connection yet.
     *
     * @param name names its threads
     * @param endpoint the other side
     * @param hints what its errors mean
     * @param limits how long and how much
     * @param clock for deadlines
     */
    public Line(String name, Endpoint endpoint, ErrorHints hints, Limits limits, TickClock clock) {
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
                        task -> thread("demijohn-line-" + name, task));
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
                        client, timers, clock, limits, new Failures(endpoint, hints), this::ended);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Words for what goes wrong.
     *
     * @return always the same
     */
    public Failures failures() {
        return wiring.failures();
    }

    /**
     * The reader of an answer: a refusal is told by its status, a whole answer and a stream are
     * told apart by their content type.
     *
     * @param head of the answer
     * @param whole understands a JSON body
     * @param streamed understands a stream
     * @param <T> what an answer is
     * @return one that has read nothing
     */
    public <T> Reader<T> reader(
            HttpResponse.ResponseInfo head,
            Function<JsonNode, T> whole,
            Supplier<Reader<T>> streamed) {
        if (head.statusCode() / 100 != 2) {
            return refusal(head);
        }
        String type = head.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.contains("html")) {
            throw failures().protocol("a web page; check base.url");
        }
        return type.contains("json") && !type.contains("ndjson") ? body(whole) : streamed.get();
    }

    /**
     * The reader of an answer that is never a stream, whatever it is called.
     *
     * @param head of the answer
     * @param whole understands a JSON body
     * @param <T> what an answer is
     * @return one that has read nothing
     */
    public <T> Reader<T> reader(HttpResponse.ResponseInfo head, Function<JsonNode, T> whole) {
        return reader(head, whole, () -> body(whole));
    }

    private <T> Reader<T> body(Function<JsonNode, T> whole) {
        return new WholeBody<>(
                (int) wiring.limits().maxBytes(), body -> whole.apply(Json.read(body)));
    }

    private <T> Reader<T> refusal(HttpResponse.ResponseInfo head) {
        return new WholeBody<>(
                ERROR_BYTES,
                body -> {
                    throw failures()
                            .status(
                                    head.statusCode(),
                                    body,
                                    RetryAfter.of(head.headers(), wiring.clock().instant()));
                });
    }

    /**
     * Sends a request. Ends exactly once, with a result or an error.
     *
     * @param path behind the endpoint's base
     * @param json the body
     * @param accept media types
     * @param context deadline, cancellation and trace
     * @param readers makes the reader once the head of the answer is there
     * @param onResult gets the answer
     * @param onError gets the failure
     * @param <T> what an answer is
     */
    public <T> void post(
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

    /**
     * Lets open calls finish for a while, then ends them. New ones end at once.
     *
     * @param patience how long
     */
    public void close(Duration patience) {
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
