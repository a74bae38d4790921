package io.demijohn.itests.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that must end within a limit: the time limit of a request is over when its
 * answer begins. A body that goes on for longer fails the test, and says what it was.
 */
public final class TimedBody extends InputStream implements BodySubscriber<InputStream> {

    /**
     * What came next.
     *
     * @param bytes some of the body; empty at its end
     * @param broken why there is no more of it
     */
    private record Part(List<ByteBuffer> bytes, @Nullable Throwable broken) {}

    private final String what;
    private final Duration limit;
    private final long end;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> unread = new ArrayDeque<>();
    private Flow.@Nullable Subscription source;
    private boolean ended;
    private boolean closed;

    private TimedBody(String what, Duration limit) {
        this.what = what;
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Bodies that are read while they come.
     *
     * @param what the request, for the failure
     * @param limit from the answer's head to the end of its body
     */
    public static BodyHandler<InputStream> within(String what, Duration limit) {
        return head -> new TimedBody(what, limit);
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        parts.add(new Part(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
        parts.add(new Part(List.of(), failure));
    }

    @Override
    public void onComplete() {
        parts.add(new Part(List.of(), null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (unread.isEmpty() && !ended) {
            take();
        }
        ByteBuffer first = unread.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.remaining());
        first.get(into, offset, count);
        if (!first.hasRemaining()) {
            unread.remove();
        }
        return count;
    }

    private void take() throws IOException {
        Part part = next();
        if (part.broken() != null) {
            throw new IOException(what + ": broke off", part.broken());
        }
        part.bytes().stream().filter(ByteBuffer::hasRemaining).forEach(unread::add);
        ended = part.bytes().isEmpty();
        if (!ended) {
            more();
        }
    }

    private Part next() {
        try {
            Part part = parts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (part == null || System.nanoTime() > end) {
                close();
                throw new AssertionError(what + ": the answer has not ended within " + limit);
            }
            return part;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted while it was read", e);
        }
    }

    private synchronized void more() {
        if (source != null) {
            source.request(1);
        }
    }

    /** Also before it has begun: an answer is there a moment before its body can be read. */
    @Override
    public synchronized void close() {
        closed = true;
        if (source != null) {
            source.cancel();
        }
    }
}
