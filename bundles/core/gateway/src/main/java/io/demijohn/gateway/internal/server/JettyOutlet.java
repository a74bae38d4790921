package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Outlet;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is queued, as much as fits into one write, and goes on when that write is done. The
 * loop is Jetty's {@link IteratingCallback}, so a write that is done at once does not deepen the
 * stack.
 */
final class JettyOutlet extends IteratingCallback implements Outlet {

    private static final int MAX_WRITE = 64 * 1024;

    private final Response response;
    private final Callback done;
    private final Runnable breaker;

    private final Deque<byte[]> queue = new ArrayDeque<>();
    private long queued;
    private long writingSince;
    private boolean finishing;
    private boolean breaking;
    private boolean lastWritten;
    private boolean over;
    private boolean readerLeft;
    private boolean headDue;
    private boolean headHeld; // only in the loop
    private @Nullable Over onOver;
    private volatile Runnable onDrained = () -> {};

    /**
     * An answer whose head was sent, or waits for {@link #sendHead} or the first bytes.
     *
     * @param breaker cuts the connection
     * @param headHeld whether the head waits
     */
    JettyOutlet(Response response, Callback done, Runnable breaker, boolean headHeld) {
        this.response = response;
        this.done = done;
        this.breaker = breaker;
        this.headHeld = headHeld;
    }

    @Override
    public boolean offer(byte[] bytes) {
        synchronized (queue) {
            if (over || finishing || breaking) {
                return false;
            }
            queue.add(bytes);
            queued += bytes.length;
        }
        iterate();
        return true;
    }

    @Override
    public long queued() {
        synchronized (queue) {
            return queued;
        }
    }

    @Override
    public void finish() {
        synchronized (queue) {
            finishing = true;
        }
        iterate();
    }

    @Override
    public void finish(byte[] bytes) {
        synchronized (queue) {
            if (!over && !finishing && !breaking) {
                queue.add(bytes);
                queued += bytes.length;
            }
            finishing = true;
        }
        iterate();
    }

    @Override
    public void breakOff() {
        synchronized (queue) {
            breaking = true;
        }
        iterate();
    }

    @Override
    public void onDrained(Runnable action) {
        onDrained = action;
    }

    @Override
    public void onOver(Over action) {
        boolean now;
        synchronized (queue) {
            onOver = action;
            now = over;
        }
        if (now) {
            action.over(readerLeft);
        }
    }

    /** The head does not wait any longer. */
    void sendHead() {
        synchronized (queue) {
            headDue = true;
        }
        iterate();
    }

    /** Sends something that the reader skips, unless it has something to read already. */
    void heartbeat(byte[] beat) {
        if (queued() == 0 && !writing()) {
            offer(beat);
        }
    }

    private boolean writing() {
        synchronized (queue) {
            return writingSince != 0;
        }
    }

    /** Whether the reader has not taken the present write for so long. */
    boolean stuck(long now, long limitNanos) {
        synchronized (queue) {
            return !over && writingSince != 0 && now - writingSince > limitNanos;
        }
    }

    boolean isClosedForGood() {
        synchronized (queue) {
            return over;
        }
    }

    @Override
    public void cut() {
        breaker.run();
        abort(new EofException("the reader has left"));
    }

    @Override
    protected Action process() {
        ByteBuffer batch = batch();
        if (batch != null) {
            write(isLast(), batch);
            return Action.SCHEDULED;
        }
        boolean last;
        synchronized (queue) {
            if (lastWritten) {
                return Action.SUCCEEDED;
            }
            if (breaking) {
                throw new IllegalStateException("broken off on purpose");
            }
            if (!finishing && !(headHeld && headDue)) {
                return Action.IDLE;
            }
            last = finishing;
            lastWritten = last;
            writingSince = System.nanoTime();
        }
        write(last, BufferUtil.EMPTY_BUFFER);
        return Action.SCHEDULED;
    }

    /** An answer that is all there when its head goes is sent with its length, in one write. */
    private void write(boolean last, ByteBuffer bytes) {
        if (headHeld && last) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        }
        headHeld = false;
        response.write(last, bytes, this);
    }

    /** Whether nothing follows the batch that was just taken. */
    private boolean isLast() {
        synchronized (queue) {
            lastWritten = finishing && !breaking && queue.isEmpty();
            return lastWritten;
        }
    }

    private @Nullable ByteBuffer batch() {
        synchronized (queue) {
            byte[] first = queue.poll();
            if (first == null) {
                return null;
            }
            writingSince = System.nanoTime();
            byte[] second = queue.peek();
            if (second == null || first.length + second.length > MAX_WRITE) {
                queued -= first.length;
                return ByteBuffer.wrap(first);
            }
            return joined(first);
        }
    }

    private ByteBuffer joined(byte[] first) {
        ByteBuffer batch = ByteBuffer.allocate((int) Math.min(queued, MAX_WRITE)).put(first);
        for (byte[] next = queue.peek();
                next != null && next.length <= batch.remaining();
                next = queue.peek()) {
            batch.put(queue.remove());
        }
        queued -= batch.position();
        return batch.flip();
    }

    @Override
    protected void onSuccess() {
        boolean drained;
        synchronized (queue) {
            writingSince = 0;
            drained = queue.isEmpty() && !finishing && !breaking;
        }
        if (drained) {
            onDrained.run();
        }
    }

    @Override
    protected void onCompleteSuccess() {
        over(false);
        done.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        boolean left;
        synchronized (queue) {
            left = !breaking && serverStays();
            queue.clear();
            queued = 0;
        }
        breaker.run();
        over(left);
        done.failed(cause);
    }

    // When this server stops, its readers have not left: they come back to the next one.
    private boolean serverStays() {
        return response.getRequest().getConnectionMetaData().getConnector().getServer().isRunning();
    }

    private void over(boolean left) {
        Over action;
        synchronized (queue) {
            if (over) {
                return;
            }
            over = true;
            readerLeft = left;
            action = onOver;
        }
        if (action != null) {
            action.over(left);
        }
    }
}
