package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Collects a body as it comes in, without a thread that waits for it. Refuses what is too large as
 * soon as that is known, and what comes too slowly.
 */
final class RequestBody {

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_SECONDS = 1;

    private final Request request;
    private final Settings settings;
    private final Scheduler scheduler;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private final AtomicLong received = new AtomicLong();

    private RequestBody(Request request, Settings settings, Scheduler scheduler) {
        this.request = request;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    static CompletableFuture<byte[]> read(Request request, Settings settings, Scheduler scheduler) {
        RequestBody body = new RequestBody(request, settings, scheduler);
        if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            return CompletableFuture.failedFuture(
                    Problem.of(415, "Content-Encoding is not supported: send the body as it is"));
        }
        if (request.getLength() > settings.maxBodyBytes()) {
            return CompletableFuture.failedFuture(body.tooLarge());
        }
        body.pump();
        if (!body.result.isDone()) {
            body.lookLater();
        }
        return body.result;
    }

    private void pump() {
        while (!result.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::pump);
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            result.completeExceptionally(
                    Problem.of(400, "The body broke off or is not what its headers say"));
            return;
        }
        ByteBuffer buffer = chunk.getByteBuffer();
        if (received.addAndGet(buffer.remaining()) > settings.maxBodyBytes()) {
            chunk.release();
            result.completeExceptionally(tooLarge());
            return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        bytes.writeBytes(part);
        boolean last = chunk.isLast();
        chunk.release();
        if (last) {
            result.complete(bytes.toByteArray());
        }
    }

    private Problem tooLarge() {
        return Problem.of(
                413, "The body is larger than " + settings.maxBodyBytes() + " bytes: send less");
    }

    private void lookLater() {
        scheduler.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        if (result.isDone()) {
            return;
        }
        long elapsed = System.nanoTime() - since;
        boolean slow =
                elapsed > GRACE_NANOS && received.get() * 1e9 / elapsed < settings.minDataRate();
        if (slow || elapsed > settings.requestTimeout().toNanos()) {
            result.completeExceptionally(
                    Problem.of(408, "The body came too slowly: send it again"));
        } else {
            lookLater();
        }
    }
}
