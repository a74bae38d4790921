package io.demijohn.storage.filesystem.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All blobs, and how many live records and queued groups name each. One that nobody names stays
 * until compaction takes its bytes, and may be named again before that.
 */
final class BlobIndex {

    private final ConcurrentHashMap<BlobKey, Blob> blobs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> names = new ConcurrentHashMap<>();
    private final Usage usage;

    BlobIndex(Usage usage) {
        this.usage = usage;
    }

    /**
     * A queued group carries it. True when its bytes are neither stored nor on their way, and so
     * must be written.
     */
    boolean carry(BlobKey key) {
        boolean[] isWanted = new boolean[1];
        blobs.compute(
                key,
                (k, present) -> {
                    Blob blob = present == null ? new Blob(k) : present;
                    isWanted[0] = !blob.isStored();
                    blob.carriers = isWanted[0] ? 1 : blob.carriers;
                    return blob;
                });
        return isWanted[0];
    }

    /** A queued group names it. */
    void pin(BlobKey key) {
        blobs.compute(
                key,
                (k, present) -> {
                    Blob blob = present == null ? new Blob(k) : present;
                    blob.pins++;
                    return blob;
                });
    }

    /** Whether its bytes are stored or on their way. */
    boolean isKnown(BlobKey key) {
        Blob blob = blobs.get(key);
        return blob != null && blob.isStored();
    }

    /** The group is durable or has failed. */
    void release(BlobKey key, int carriers, int pins) {
        blobs.computeIfPresent(
                key,
                (k, blob) -> {
                    blob.carriers = carriers > 0 ? 0 : blob.carriers;
                    blob.pins -= pins;
                    return blob.isNothing() ? null : blob;
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
                    return present.isNothing() ? null : present;
                });
    }

    /** The blob, if a live record names it. */
    @Nullable Blob find(BlobKey key) {
        Blob blob = blobs.get(key);
        return blob == null || blob.records.get() == 0 ? null : blob;
    }

    /** Those that live records name, and that are not there. */
    List<BlobKey> missing() {
        return blobs.values().stream()
                .filter(blob -> blob.records.get() > 0 && blob.place == Place.LOST)
                .map(blob -> blob.key)
                .toList();
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

    /** One copy of a text, however many have it. */
    String name(String text) {
        String known = names.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    void write(PlaceWriter places) throws IOException {
        DataOutputStream out = places.out();
        for (Blob blob : blobs.values()) {
            if (blob.place != Place.LOST) {
                out.writeBoolean(true);
                out.writeUTF(blob.key.tenant());
                out.write(blob.key.bytes());
                places.place(blob.place);
                out.writeInt(blob.size);
            }
        }
        out.writeBoolean(false);
    }

    void read(PlaceReader places) throws IOException {
        DataInputStream in = places.in();
        while (in.readBoolean()) {
            String tenant = name(in.readUTF());
            BlobKey key = BlobKey.read(tenant, ByteBuffer.wrap(in.readNBytes(BlobKey.LENGTH)));
            stored(key, places.place(), in.readInt());
        }
    }

    int size() {
        return blobs.size();
    }
}
