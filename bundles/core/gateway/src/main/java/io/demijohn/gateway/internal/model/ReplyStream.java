package io.demijohn.gateway.internal.model;

import io.demijohn.gateway.internal.http.Outlet;
import io.demijohn.gateway.internal.http.Reply;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is sent as it is made. Its status is decided by what is done first: {@link
 * #refuse} makes it an ordinary error, {@link #begin} a stream.
 */
public final class ReplyStream {

    private final byte[] heartbeat;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    // What comes before the outlet is open.
    private final Queue<Consumer<Outlet>> early = new ArrayDeque<>();
    private @Nullable Outlet outlet;
    private boolean begun;

    /**
     * An answer that has not begun.
     *
     * @param heartbeat what to send while there is nothing to say; the reader skips it
     */
    public ReplyStream(byte[] heartbeat) {
        this.heartbeat = heartbeat.clone();
    }

    /**
     * The answer.
     *
     * @return completes when its status is known
     */
    public CompletionStage<Reply> reply() {
        return reply;
    }

    /**
     * Decides for a stream.
     *
     * @return true the first time
     */
    public boolean begin() {
        if (begun) {
            return false;
        }
        begun = true;
        reply.complete(new Reply.Streamed(Reply.EVENTS, Map.of(), heartbeat, this::opened));
        return true;
    }

    /**
     * Decides for an error, unless the stream has begun.
     *
     * @param why what is wrong
     * @return false when the stream has begun
     */
    public boolean refuse(Throwable why) {
        if (begun) {
            return false;
        }
        begun = true;
        reply.completeExceptionally(why);
        return true;
    }

    /**
     * Sends bytes. A model cannot be slowed down, so a reader that is too slow is left behind.
     *
     * @param bytes whole events; not copied
     */
    public void send(byte[] bytes) {
        then(open -> offer(open, bytes));
    }

    /** Ends the answer well. */
    public void finish() {
        then(Outlet::finish);
    }

    /** Breaks the connection, so that nobody takes half an answer for a whole one. */
    public void breakOff() {
        then(Outlet::breakOff);
    }

    private static void offer(Outlet open, byte[] bytes) {
        if (open.offer(bytes) && open.queued() > Outlet.MAX_QUEUED) {
            open.cut();
        }
    }

    private synchronized void opened(Outlet open) {
        outlet = open;
        for (Consumer<Outlet> next = early.poll(); next != null; next = early.poll()) {
            next.accept(open);
        }
    }

    private synchronized void then(Consumer<Outlet> action) {
        if (outlet == null) {
            early.add(action);
        } else {
            action.accept(outlet);
        }
    }
}
