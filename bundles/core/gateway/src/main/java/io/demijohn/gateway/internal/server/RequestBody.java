package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Collects a body as it comes in, without a thread that waits for it. Refuses what is too large as
 * soon as that is known, what comes too slowly, and what no longer fits beside the others.
 */
final class RequestBody {

    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_SECONDS = 1;

    private final Request request;
    private final long limit;
    private final BodyBudget budget;
    private final Settings settings;
    private final Scheduler scheduler;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final long since = System.nanoTime();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile boolean released;

    RequestBody(
            Request request,
            long limit,
            BodyBudget budget,
            Settings settings,
            Scheduler scheduler) {
        this.request = request;
        this.limit = limit;
        this.budget = budget;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    CompletableFuture<byte[]> read() {
        if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
            return CompletableFuture.failedFuture(
                    Problem.of(415, "Content-Encoding is not supported: send the body as it is"));
        }
        if (request.getLength() > limit) {
            return CompletableFuture.failedFuture(tooLarge());
        }
        pump();
        if (!result.isDone()) {
            lookLater();
        }
        return result;
    }

    /** Nobody needs it any more. */
    void release() {
        released = true;
        budget.give(taken.getAndSet(0));
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
        Optional<Problem> refused = refused(buffer.remaining());
        if (refused.isPresent()) {
            chunk.release();
            result.completeExceptionally(refused.get());
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

    private Optional<Problem> refused(int more) {
        if (received.addAndGet(more) > limit) {
            return Optional.of(tooLarge());
        }
        if (!budget.take(more)) {
            return Optional.of(BodyBudget.spent());
        }
        taken.addAndGet(more);
        if (released) { // it came too late while this was taken
            release();
        }
        return Optional.empty();
    }

    private Problem tooLarge() {
        return Problem.of(413, "The body is larger than " + limit + " bytes: send less");
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
