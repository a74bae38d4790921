package io.demijohn.tool.http.internal;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.outbound.internal.address.GuardedClient;
import io.demijohn.outbound.internal.config.Json;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;

/** A tool that calls one declared endpoint. */
final class HttpTool implements ToolExecutor {

    private final ToolSpec spec;
    private final Endpoint endpoint;
    private final GuardedClient client;
    private final TickClock clock;
    private final Set<HttpCall> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean closed;

    HttpTool(ToolSpec spec, Endpoint endpoint, GuardedClient client, TickClock clock) {
        this.spec = spec;
        this.endpoint = endpoint;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public CompletionStage<ToolResult> execute(ToolInvocation invocation, CallContext context) {
        Duration left = context.remaining(clock);
        if (left.isZero()) {
            return CompletableFuture.failedFuture(
                    new ToolException(Kind.TIMEOUT, "no answer before the deadline"));
        }
        try {
            HttpCall call = new HttpCall(endpoint, request(invocation, context, left), this::ended);
            open.add(call);
            if (closed) {
                call.stop();
            } else {
                call.start(context.cancellation());
            }
            return call.answer();
        } catch (ToolException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(
                    new ToolException(Kind.INTERNAL, "a defect in an HTTP tool", e));
        }
    }

    private Request request(ToolInvocation invocation, CallContext context, Duration left) {
        Map<String, Object> arguments = invocation.arguments();
        Method method = endpoint.method();
        Request request =
                client.request(endpoint.url().fill(arguments, !method.hasBody()))
                        .method(method.name())
                        .timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        request.headers(
                headers -> {
                    headers.put(HttpHeader.ACCEPT, "application/json, text/*;q=0.9, */*;q=0.1");
                    headers.put(HttpHeader.USER_AGENT, "demijohn/0.1");
                    if (method != Method.GET && method != Method.HEAD) {
                        headers.put("Idempotency-Key", invocation.idempotencyKey());
                    }
                    headers.put("Demijohn-Depth", Integer.toString(context.depth()));
                    context.traceparent().ifPresent(value -> headers.put("traceparent", value));
                    endpoint.headers().forEach((name, value) -> headers.put(name, value.reveal()));
                });
        if (method.hasBody()) {
            request.body(new StringRequestContent("application/json", body(arguments)));
        }
        return request;
    }

    private String body(Map<String, Object> arguments) {
        Map<String, Object> rest = new LinkedHashMap<>(arguments);
        rest.keySet().removeAll(endpoint.url().names());
        return Json.write(rest);
    }

    private void ended(HttpCall call) {
        open.remove(call);
        if (closed && open.isEmpty()) {
            drained.countDown();
        }
    }

    /** Lets open calls finish for a while, then ends them. New ones end at once. */
    void close(Duration patience) {
        closed = true;
        if (!open.isEmpty()) {
            try {
                drained.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // Whoever stops the bundle is in a hurry: end what is open now.
                Thread.currentThread().interrupt();
            }
        }
        open.forEach(HttpCall::stop);
    }
}
