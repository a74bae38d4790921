package io.demijohn.gateway.internal.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A streamed answer with several readers: each gets it from the beginning. Who leaves, or is too
 * slow, leaves the others alone.
 */
final class SharedStream implements Outlet {

    /** Counts what the stream keeps. */
    interface Keeper {

        /** Whether so many more bytes can be kept; if not, none of the stream's are. */
        boolean grows(int by);

        /** The stream is over; what broke off is not kept. */
        void over(boolean well);
    }

    private final Reply.Streamed original;
    private final Keeper keeper;
    private final List<byte[]> told = new ArrayList<>();
    private final List<Outlet> readers = new ArrayList<>();
    private final List<Over> watchers = new ArrayList<>();
    private boolean kept = true;
    private boolean begun;
    private boolean over;

    /**
     * A stream that nobody reads yet.
     *
     * @param original who writes it
     * @param keeper bounds what is kept for those who come later
     */
    SharedStream(Reply.Streamed original, Keeper keeper) {
        this.original = original;
        this.keeper = keeper;
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
        if (!kept) {
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
        kept = kept && keeper.grows(more.length);
        if (kept) {
            told.add(more);
        } else {
            told.clear();
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
        keeper.over(well);
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
