package io.demijohn.storage.filesystem.internal;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All blobs, and how many live records and queued groups name each. One that nobody names stays
 * until compaction takes its bytes, and may be named again before that.
 */
final class BlobIndex {

    private final ConcurrentHashMap<BlobKey, Blob> blobs = new ConcurrentHashMap<>();
    private final Usage usage;

    BlobIndex(Usage usage) {
        this.usage = usage;
    }

    /** A queued group needs it. True when its bytes are neither stored nor on their way. */
    boolean pin(BlobKey key) {
        boolean[] isNew = new boolean[1];
        blobs.compute(
                key,
                (k, present) -> {
                    isNew[0] = present == null;
                    Blob blob = present == null ? new Blob(k) : present;
                    blob.pins++;
                    return blob;
                });
        return isNew[0];
    }

    boolean isKnown(BlobKey key) {
        return blobs.containsKey(key);
    }

    /** The group is durable or has failed. */
    void unpin(BlobKey key) {
        blobs.computeIfPresent(
                key,
                (k, blob) -> {
                    blob.pins--;
                    return blob.isUsed() || blob.place != Place.LOST ? blob : null;
                });
    }

    /** Its frame is durable. Of two frames the later one counts. */
    void stored(BlobKey key, long place, int size) {
        blobs.compute(
                key,
                (k, present) -> {
                    Blob blob = present == null ? new Blob(k) : present;
                    usage.add(blob.place, -blob.size);
                    blob.place = place;
                    blob.size = size;
                    usage.add(place, size);
                    return blob;
                });
    }

    /** A live record names it. */
    Blob use(BlobKey key) {
        return blobs.compute(
                key,
                (k, present) -> {
                    Blob blob = present == null ? new Blob(k) : present;
                    blob.records.incrementAndGet();
                    return blob;
                });
    }

    /** A record that named it was given up. */
    void release(Blob blob) {
        blobs.computeIfPresent(
                blob.key,
                (k, present) -> {
                    present.records.decrementAndGet();
                    return present;
                });
    }

    /** The blob, if a live record names it. */
    @Nullable Blob find(BlobKey key) {
        Blob blob = blobs.get(key);
        return blob == null || blob.records.get() == 0 ? null : blob;
    }

    /** Whether compaction must keep the frame at this place. Forgets a blob that nobody needs. */
    boolean keeps(BlobKey key, long place) {
        Blob kept =
                blobs.computeIfPresent(
                        key,
                        (k, blob) -> {
                            boolean dead = blob.place == place && !blob.isUsed();
                            if (dead) {
                                usage.add(place, -blob.size);
                            }
                            return dead ? null : blob;
                        });
        return kept != null && kept.place == place;
    }

    /** Compaction has copied the frame. */
    void relocate(BlobKey key, long from, long to, int size) {
        blobs.computeIfPresent(
                key,
                (k, blob) -> {
                    if (blob.place == from) {
                        usage.add(from, -blob.size);
                        blob.place = to;
                        blob.size = size;
                        usage.add(to, size);
                    }
                    return blob;
                });
    }

    Collection<Blob> all() {
        return blobs.values();
    }

    int size() {
        return blobs.size();
    }
}
