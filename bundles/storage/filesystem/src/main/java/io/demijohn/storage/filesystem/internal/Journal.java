package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The index entry of one journal: where its frames are, its head, and the blobs it names. */
final class Journal {

    private static final byte[] EMPTY = new byte[0];

    /** A live record, by its sequence, names a blob. */
    private record Named(int sequence, Blob blob) {}

    private final JournalKey key;
    private final int born;
    private final FrameList frames = new FrameList();
    private @Nullable List<Named> named; // most journals name none
    private int floor = 1;
    private long epoch;
    private byte @Nullable [] head = EMPTY; // null when it cannot be read
    private long headPlace = Place.LOST;

    /**
     * An empty journal.
     *
     * @param born the first segment that has a frame of it
     */
    Journal(JournalKey key, int born) {
        this.key = key;
        this.born = born;
    }

    int born() {
        return born;
    }

    synchronized void apply(Placed frame, BlobIndex blobs, Usage usage) {
        if (frame.first() <= frames.last()) {
            clear(blobs, usage); // the removal between them was in a damaged part of the log
        }
        int next = (int) frame.first();
        int gap = Math.max(frames.last() + 1, Math.max(floor, frame.floor()));
        if (gap < next) {
            frames.add(Place.LOST, 0, next - 1);
        } else if (frames.isEmpty()) {
            frames.startAt(next);
        }
        add(frame, gap < next, blobs, usage);
        raise(frame.floor(), blobs, usage);
    }

    private void add(Placed frame, boolean afterGap, BlobIndex blobs, Usage usage) {
        if (frame.records() > 0) {
            frames.add(frame.place(), frame.size(), (int) frame.last());
            usage.add(frame.place(), frame.size());
        }
        for (BlobRef ref : frame.blobs()) {
            named = named == null ? new ArrayList<>(1) : named;
            named.add(new Named((int) frame.first() + ref.record(), blobs.use(ref.blob())));
        }
        epoch = frame.epoch();
        if (frame.head() != null || frame.headLost() || afterGap) {
            replaceHead(frame.head(), frame.place(), usage);
        }
    }

    private void replaceHead(byte @Nullable [] body, long place, Usage usage) {
        usage.add(headPlace, -headSize());
        head = body;
        headPlace = place;
        usage.add(headPlace, headSize());
    }

    private int headSize() {
        return head == null ? 0 : head.length;
    }

    private void raise(int wanted, BlobIndex blobs, Usage usage) {
        if (wanted <= floor) {
            return;
        }
        floor = wanted;
        frames.dropBelow(floor, usage);
        release(floor, blobs);
    }

    private void release(int below, BlobIndex blobs) {
        if (named == null) {
            return;
        }
        named.removeIf(
                n -> {
                    boolean dead = n.sequence() < below;
                    if (dead) {
                        blobs.release(n.blob());
                    }
                    return dead;
                });
        named = named.isEmpty() ? null : named;
    }

    /** Everything of it is dead. */
    synchronized void clear(BlobIndex blobs, Usage usage) {
        frames.dropBelow(Integer.MAX_VALUE, usage);
        frames.startAt(1);
        release(Integer.MAX_VALUE, blobs);
        replaceHead(EMPTY, Place.LOST, usage);
        floor = 1;
    }

    synchronized int sequence() {
        return frames.last();
    }

    /** Empty when the head body cannot be read. */
    synchronized Optional<Head> head() {
        return Optional.ofNullable(head)
                .map(body -> new Head(key, frames.last(), epoch, body, floor));
    }

    /** The frames that have some of the wanted records; none below the floor. */
    synchronized List<Extent> extents(long fromSequence, int limit) {
        List<Extent> extents = new ArrayList<>();
        long next = Math.max(fromSequence, floor);
        long end = Math.min(frames.last(), next + limit - 1);
        if (next > end) {
            return extents;
        }
        for (int i = frames.find((int) next); next <= end; i++) {
            long last = Math.min(end, frames.last(i));
            extents.add(new Extent(frames.place(i), next, last));
            next = last + 1;
        }
        return extents;
    }

    /**
     * Records in one frame.
     *
     * @param place where the frame is
     * @param first the first one wanted
     * @param last the last one wanted
     */
    record Extent(long place, long first, long last) {}
}
