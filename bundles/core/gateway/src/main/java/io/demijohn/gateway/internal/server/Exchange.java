package io.demijohn.gateway.internal.server;

import io.demijohn.call.CancellationSource;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Route;
import io.demijohn.tenant.LimitStanding;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer on the wire. */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Meters meters;
    private final RequestLog log;
    private final OpenStreams streams;
    private final String id = UUID.randomUUID().toString();
    private final EndPoint endPoint;
    private final CancellationSource gone = new CancellationSource();
    private Dialect dialect = Dialect.AGENTS;
    private String template = "none";
    private volatile Supplier<List<LimitStanding>> limits = List::of;

    Exchange(
            Request request,
            Response response,
            Callback callback,
            Meters meters,
            RequestLog log,
            OpenStreams streams) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.meters = meters;
        this.log = log;
        this.streams = streams;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        begin();
    }

    private void begin() {
        meters.began();
        if (endPoint instanceof WatchedEndPoint watched) {
            watched.answering();
        }
        // A request may take longer than a connection may be silent.
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(failure -> gone.cancel());
        Request.addCompletionListener(request, this::completed);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("X-Request-Id", id);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    private void completed(@Nullable Throwable failure) {
        if (failure != null) {
            gone.cancel();
        }
        long nanos = System.nanoTime() - request.getBeginNanoTime();
        meters.ended(request.getMethod(), template, response.getStatus(), nanos);
        log.log(id, request.getMethod(), template, response.getStatus(), nanos);
        if (endPoint instanceof WatchedEndPoint watched && oneAtATime()) {
            watched.answered();
        }
    }

    // HTTP/2 answers many requests on one connection and tells when one of them is cancelled.
    private boolean oneAtATime() {
        return request.getConnectionMetaData().getHttpVersion().getVersion()
                <= HttpVersion.HTTP_1_1.getVersion();
    }

    String id() {
        return id;
    }

    Scheduler scheduler() {
        return request.getConnectionMetaData().getConnector().getScheduler();
    }

    void dialect(Dialect value) {
        dialect = value;
    }

    void route(Route route) {
        boolean anthropic = dialect == Dialect.ANTHROPIC && route.dialect() == Dialect.OPENAI;
        dialect = anthropic ? dialect : route.dialect();
        template = route.template();
    }

    /** From now on the answer's head tells how the caller's limits stand. */
    void limits(Supplier<List<LimitStanding>> standing) {
        limits = standing;
    }

    /**
     * The body is read: from now on silence is expected, and an end of the stream means leaving.
     */
    CancellationSource watch() {
        if (endPoint instanceof WatchedEndPoint watched && oneAtATime()) {
            watched.watch(gone::cancel);
        }
        return gone;
    }

    void end(@Nullable Reply reply, @Nullable Throwable failure) {
        try {
            if (failure != null || reply == null) {
                fail(failure == null ? new IllegalStateException("no answer") : failure);
            } else if (reply instanceof Reply.Whole whole) {
                write(whole);
            } else {
                stream((Reply.Streamed) reply);
            }
        } catch (RuntimeException e) {
            callback.failed(e);
        }
    }

    void empty(int status) {
        write(Reply.empty(status));
    }

    void fail(Throwable failure) {
        Problem problem = Problems.of(failure, dialect, id);
        HttpFields.Mutable headers = response.getHeaders();
        problem.retryAfter().ifPresent(wait -> headers.put(HttpHeader.RETRY_AFTER, seconds(wait)));
        if (problem.code().filter("insufficient_quota"::equals).isPresent()) {
            headers.put("x-should-retry", "false"); // the SDKs would try a 429 again
        }
        if (problem.status() == 401) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"demijohn\"");
        }
        if (problem.status() == 408 || problem.status() == 413) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        write(
                new Reply.Whole(
                        dialect.status(problem),
                        Reply.JSON,
                        java.util.Map.of(),
                        dialect.body(problem, id)));
    }

    private static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }

    private void write(Reply.Whole whole) {
        head(whole.status(), whole.type(), whole);
        if (whole.status() != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().length);
        }
        response.write(true, ByteBuffer.wrap(whole.body()), callback);
    }

    private void head(int status, String type, Reply reply) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        if (!type.isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, type);
        }
        if (dialect == Dialect.ANTHROPIC) {
            headers.put("request-id", id);
        }
        LimitHeaders.of(dialect, limits.get(), Instant.now()).forEach(headers::put);
        reply.headers().forEach(headers::put);
    }

    private void stream(Reply.Streamed streamed) {
        head(200, streamed.type(), streamed);
        response.getHeaders().put("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        // JSON comes in one piece: its head waits a moment for it.
        boolean held = streamed.type().equals(Reply.JSON);
        JettyOutlet outlet = new JettyOutlet(response, callback, this::cut, held);
        OpenStreams.Open stream = streams.add(outlet, streamed.heartbeat(), scheduler());
        meters.streamBegan();
        Request.addCompletionListener(
                request,
                failure -> {
                    streams.remove(stream);
                    meters.streamEnded();
                });
        gone.onCancel(outlet::cut);
        if (held) {
            streams.hold(outlet, scheduler());
            open(streamed, outlet);
            return;
        }
        response.write(
                false,
                BufferUtil.EMPTY_BUFFER,
                Callback.from(
                        () -> open(streamed, outlet),
                        failure -> {
                            outlet.cut();
                            open(streamed, outlet);
                        }));
    }

    // Opened even when the reader has left, because the source may have to know just that.
    private void open(Reply.Streamed streamed, JettyOutlet outlet) {
        try {
            streamed.source().accept(outlet);
        } catch (RuntimeException e) {
            Problem problem = Problems.of(e, dialect, id);
            LOG.warn("The stream of request {} does not begin: {}", id, problem.text());
            outlet.breakOff();
        }
    }

    // Only the whole connection can be cut in HTTP/1; HTTP/2 resets the one stream by itself.
    private void cut() {
        if (oneAtATime()) {
            endPoint.close();
        }
    }
}
