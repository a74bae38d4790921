package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.BlobId;
import io.demijohn.checkpoint.JournalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An accepted append on its way to the disk: its bytes, and what it does to the index. */
final class Group {

    private final JournalKey key;
    private final long first;
    private final int records;
    private final boolean delete;
    private final int floor;
    private final byte @Nullable [] head;
    private final long epoch;
    private final byte[] frame;
    private final List<BlobRef> names;
    private final List<Carried> blobs; // in the end only those that are not stored yet
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private int size;
    private long place = Place.LOST;

    /** Keeps no reference to the caller's arrays: it may use them again. */
    Group(Append append, byte[] frame, List<Carried> blobs) {
        this.key = append.key();
        this.first = append.expectedSequence() + 1;
        this.records = append.entries().size();
        this.delete = append.delete();
        this.floor = (int) append.floor();
        this.head = append.head().map(byte[]::clone).orElse(null);
        this.epoch = append.epoch();
        this.frame = frame;
        this.names = names(append);
        this.blobs = blobs;
        this.size = frame.length + blobs.stream().mapToInt(b -> b.frame().length).sum();
    }

    private static List<BlobRef> names(Append append) {
        List<BlobRef> names = List.of();
        for (int i = 0; i < append.entries().size(); i++) {
            for (BlobId id : append.entries().get(i).blobs()) {
                names = names.isEmpty() ? new ArrayList<>() : names;
                names.add(new BlobRef(i, BlobKey.of(append.key().tenant(), id)));
            }
        }
        return names;
    }

    JournalKey key() {
        return key;
    }

    byte[] frame() {
        return frame;
    }

    List<Carried> blobs() {
        return blobs;
    }

    /** Bytes of all its frames. */
    int size() {
        return size;
    }

    int records() {
        return records;
    }

    /** The journal's sequence before this. */
    long expected() {
        return first - 1;
    }

    /** The journal's sequence once this is durable. */
    long resulting() {
        return delete ? 0 : expected() + records;
    }

    /**
     * Keeps the named blobs, and leaves out what is stored or on its way already. Names are pinned
     * before anything is looked up: from then on compaction forgets none of them. When it throws,
     * nothing is kept; otherwise {@link #unpin} or {@link #abandon} must follow.
     */
    void pin(BlobIndex index) {
        if (names.isEmpty()) {
            return;
        }
        names.forEach(name -> index.pin(name.blob()));
        Set<BlobKey> carried = blobs.stream().map(Carried::key).collect(Collectors.toSet());
        for (BlobRef name : names) {
            if (!carried.contains(name.blob()) && !index.isKnown(name.blob())) {
                names.forEach(pinned -> index.release(pinned.blob(), 0, 1));
                throw Refusals.unknownBlob(this, name.blob());
            }
        }
        blobs.removeIf(blob -> !index.carry(blob.key()));
        size = frame.length + blobs.stream().mapToInt(b -> b.frame().length).sum();
    }

    /** It may be on the disk all the same: what it names is kept until the log is opened again. */
    void abandon(BlobIndex index) {
        blobs.forEach(blob -> index.release(blob.key(), 1, 0));
    }

    void unpin(BlobIndex index) {
        names.forEach(name -> index.release(name.blob(), 0, 1));
        blobs.forEach(blob -> index.release(blob.key(), 1, 0));
    }

    void writtenAt(long where) {
        place = where;
    }

    /** Shows it in the index. */
    void publish(JournalIndex index) {
        blobs.forEach(b -> index.blobs().stored(b.key(), b.place(), b.frame().length));
        index.apply(placed());
        unpin(index.blobs());
    }

    private Placed placed() {
        int headSize = head == null ? 0 : head.length;
        return new Placed(
                key,
                delete,
                first,
                records,
                epoch,
                floor,
                head,
                false,
                names,
                place,
                frame.length - headSize);
    }

    CompletableFuture<Long> answer() {
        return answer;
    }

    void acknowledge() {
        answer.complete(resulting());
    }

    void refuse(String reason, Throwable cause) {
        answer.completeExceptionally(Refusals.unavailable(reason, cause));
    }
}
