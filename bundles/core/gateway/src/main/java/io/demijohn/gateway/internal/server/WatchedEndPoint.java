package io.demijohn.gateway.internal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection that knows how long its present request's head has been coming in, and that can look
 * whether the caller is still there.
 *
 * <p>While a request is being answered nobody reads from the socket, so a caller that hangs up is
 * noticed only by a failing write, which may be seconds away. {@link #probe} reads what is there,
 * keeps it for the next request, and sees the end of the stream. An idle timeout restarts with
 * every byte, so it does not stop a head of one byte in ten seconds; {@link #overdue} does.
 */
final class WatchedEndPoint extends SocketChannelEndPoint {

    private static final int LOOK_AHEAD = 8192;

    private final Executor executor;
    private final Object reading = new Object();
    private @Nullable ByteBuffer ahead;
    private boolean ended;
    private volatile boolean answering;
    private volatile long headSince;
    private volatile long idleSince;
    private volatile @Nullable Runnable onGone;

    WatchedEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Executor executor) {
        super(channel, selector, key, scheduler);
        this.executor = executor;
        headSince = System.nanoTime();
    }

    /** A request's head is complete. */
    void answering() {
        answering = true;
        headSince = 0;
    }

    /** The answer is complete; the connection may be used again. */
    void answered() {
        onGone = null;
        idleSince = System.nanoTime();
        answering = false;
    }

    /**
     * From now on the caller must not say anything; tell when it leaves.
     *
     * @param action done once, on the watch's thread
     */
    void watch(Runnable action) {
        onGone = action;
    }

    /** Whether a head takes too long, or nothing has come since the last answer. */
    boolean overdue(long now, long headNanos, long idleNanos) {
        if (answering) {
            return false;
        }
        long since = headSince;
        long idle = idleSince;
        return since != 0 ? now - since > headNanos : idle != 0 && now - idle > idleNanos;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        synchronized (reading) {
            int filled = fromAhead(buffer);
            if (filled == 0) {
                filled = ended ? -1 : super.fill(buffer);
            }
            if (filled > 0 && !answering && headSince == 0) {
                headSince = System.nanoTime();
            }
            return filled;
        }
    }

    private int fromAhead(ByteBuffer buffer) {
        if (ahead == null || !ahead.hasRemaining()) {
            return 0;
        }
        int position = BufferUtil.flipToFill(buffer);
        int moved = BufferUtil.put(ahead, buffer);
        BufferUtil.flipToFlush(buffer, position);
        return moved;
    }

    /** Looks whether the caller is still there. */
    void probe() {
        Runnable action = onGone;
        if (action == null || !gone()) {
            return;
        }
        onGone = null;
        action.run();
    }

    private boolean gone() {
        synchronized (reading) {
            if (!isOpen() || ended) {
                return true;
            }
            if (ahead == null) {
                ahead = BufferUtil.allocate(LOOK_AHEAD);
            }
            if (BufferUtil.space(ahead) == 0) {
                return false;
            }
            try {
                ended = super.fill(ahead) < 0;
            } catch (IOException e) {
                ended = true; // a reset is an end too
            }
            return ended;
        }
    }

    @Override
    protected void needsFillInterest() {
        boolean there;
        synchronized (reading) {
            there = ended || (ahead != null && ahead.hasRemaining());
        }
        if (there) {
            // the selector has nothing to say about bytes that we hold
            executor.execute(() -> getFillInterest().fillable());
        } else {
            super.needsFillInterest();
        }
    }
}
