package io.demijohn.gateway.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A streamed answer with several readers: each gets it from the beginning. Who leaves, or is too
 * slow, leaves the others alone.
 */
final class SharedStream implements Outlet {

    private final Reply.Streamed original;
    private final LongConsumer kept;
    private final List<byte[]> told = new ArrayList<>();
    private final List<Outlet> readers = new ArrayList<>();
    private final List<Over> watchers = new ArrayList<>();
    private long bytes;
    private boolean begun;
    private boolean over;

    /**
     * A stream that nobody reads yet.
     *
     * @param original who writes it
     * @param kept told the size at the end, or -1 when it broke off or became too long
     */
    SharedStream(Reply.Streamed original, LongConsumer kept) {
        this.original = original;
        this.kept = kept;
    }

    Reply reply() {
        return new Reply.Streamed(
                original.type(), original.headers(), original.heartbeat(), this::read);
    }

    private void read(Outlet outlet) {
        if (join(outlet)) {
            original.source().accept(this);
        }
    }

    /** Whether this is the first reader. */
    private synchronized boolean join(Outlet outlet) {
        boolean first = !begun;
        begun = true;
        told.forEach(outlet::offer);
        if (bytes > RecentAnswers.MAX_ANSWER) {
            outlet.breakOff(); // its beginning is gone
        } else if (over) {
            outlet.finish();
        } else {
            readers.add(outlet);
        }
        return first;
    }

    @Override
    public synchronized boolean offer(byte[] more) {
        bytes += more.length;
        if (bytes <= RecentAnswers.MAX_ANSWER) {
            told.add(more);
        } else if (!told.isEmpty()) {
            told.clear();
            kept.accept(-1);
        }
        readers.removeIf(reader -> !takes(reader, more));
        return !over;
    }

    // Who writes cannot be slowed down for one of several, so a reader that is too slow is left.
    private static boolean takes(Outlet reader, byte[] more) {
        if (!reader.offer(more)) {
            return false;
        }
        if (reader.queued() <= MAX_QUEUED) {
            return true;
        }
        reader.cut();
        return false;
    }

    private synchronized void end(boolean well) {
        if (over) {
            return;
        }
        over = true;
        kept.accept(well ? bytes : -1);
        readers.forEach(well ? Outlet::finish : Outlet::breakOff);
        readers.clear();
        watchers.forEach(watcher -> watcher.over(false));
    }

    @Override
    public long queued() {
        return 0;
    }

    @Override
    public void finish() {
        end(true);
    }

    @Override
    public void breakOff() {
        end(false);
    }

    @Override
    public void cut() {
        end(false);
    }

    @Override
    public void onDrained(Runnable action) {
        action.run();
    }

    @Override
    public synchronized void onOver(Over action) {
        if (over) {
            action.over(false);
        } else {
            watchers.add(action);
        }
    }
}
