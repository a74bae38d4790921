package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The index entry of one journal: where its frames are, its head, and the blobs it names. */
final class Journal {

    private static final byte[] EMPTY = new byte[0];

    /** A live record, by its sequence, names a blob. */
    private record Named(int sequence, Blob blob) {}

    /** What compaction keeps of a frame. */
    enum Keep {
        NOTHING,
        /** Its head body is the journal's, its records are given up. */
        HEAD,
        /** Its head body was replaced. */
        RECORDS,
        ALL
    }

    /**
     * A frame was copied.
     *
     * @param last the sequence of its last record
     * @param from where it was
     * @param to where it is
     * @param size its length without the head body
     */
    record Move(long last, long from, long to, int size) {}

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

    JournalKey key() {
        return key;
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
        raise(frame, blobs, usage);
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
        } else if (headPlace == Place.LOST) {
            // It has none yet. What compaction keeps here says that nothing before is missing.
            replaceHead(head, frame.place(), usage);
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

    /** A copy of an older frame may have said the floor already: then this one may be below it. */
    private void raise(Placed frame, BlobIndex blobs, Usage usage) {
        if (frame.floor() <= floor && frame.first() >= floor) {
            return;
        }
        floor = Math.max(floor, frame.floor());
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

    /** Whether the saved index had this frame already. */
    synchronized boolean has(long place, Usage usage) {
        return !frames.isEmpty() && usage.isReached(place, frames.place(frames.count() - 1));
    }

    /** What compaction must keep of a frame. */
    synchronized Keep keep(long place, long last) {
        int frame = frames.find((int) last);
        boolean records = frame < frames.count() && frames.place(frame) == place;
        boolean isHead = headPlace == place;
        if (records) {
            return isHead ? Keep.ALL : Keep.RECORDS;
        }
        return isHead ? Keep.HEAD : Keep.NOTHING;
    }

    /** Compaction has copied a frame. */
    synchronized void relocate(Move move, Usage usage) {
        int frame = frames.find((int) move.last());
        if (frame < frames.count() && frames.place(frame) == move.from()) {
            frames.move(frame, move.to(), move.size(), usage);
        }
        if (headPlace == move.from()) {
            replaceHead(head, move.to(), usage);
        }
    }

    synchronized int floor() {
        return floor;
    }

    synchronized void write(PlaceWriter places) throws IOException {
        DataOutputStream out = places.out();
        out.writeUTF(key.tenant());
        out.writeUTF(key.kind());
        out.writeUTF(key.id());
        out.writeInt(born);
        out.writeInt(floor);
        out.writeLong(epoch);
        places.place(headPlace);
        out.writeInt(head == null ? -1 : head.length);
        out.write(head == null ? EMPTY : head);
        frames.write(places);
        writeNames(out);
    }

    private void writeNames(DataOutputStream out) throws IOException {
        out.writeInt(named == null ? 0 : named.size());
        if (named == null) {
            return;
        }
        for (Named name : named) {
            out.writeInt(name.sequence());
            out.write(name.blob().key.bytes());
        }
    }

    static Journal read(PlaceReader places, BlobIndex blobs, Usage usage) throws IOException {
        DataInputStream in = places.in();
        JournalKey key =
                new JournalKey(blobs.name(in.readUTF()), blobs.name(in.readUTF()), in.readUTF());
        Journal journal = new Journal(key, in.readInt());
        journal.floor = in.readInt();
        journal.epoch = in.readLong();
        long headPlace = places.place();
        int length = in.readInt();
        journal.replaceHead(length < 0 ? null : in.readNBytes(length), headPlace, usage);
        journal.frames.read(places, usage);
        journal.readNames(in, blobs);
        return journal;
    }

    private void readNames(DataInputStream in, BlobIndex blobs) throws IOException {
        for (int n = in.readInt(); n > 0; n--) {
            named = named == null ? new ArrayList<>(1) : named;
            int sequence = in.readInt();
            ByteBuffer name = ByteBuffer.wrap(in.readNBytes(BlobKey.LENGTH));
            named.add(new Named(sequence, blobs.use(BlobKey.read(key.tenant(), name))));
        }
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
