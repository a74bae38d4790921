package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All journals in the order of their keys. Shows only what is durable; one thread changes what is
 * in it, and compaction where it is.
 */
final class JournalIndex {

    private final Map<JournalKey, Journal> journals = new ConcurrentHashMap<>();
    // For lists only: a look-up here compares a dozen keys, and every append looks up twice.
    private final ConcurrentNavigableMap<JournalKey, Journal> ordered =
            new ConcurrentSkipListMap<>();
    private final Segments segments;
    private final Usage usage;
    private final BlobIndex blobs;

    JournalIndex(Segments segments) {
        this.segments = segments;
        this.usage = segments;
        this.blobs = new BlobIndex(usage);
    }

    BlobIndex blobs() {
        return blobs;
    }

    void apply(Placed frame) {
        Journal journal = journals.get(frame.key());
        if (frame.delete()) {
            remove(frame, journal);
        } else if (journal == null) {
            JournalKey key = compact(frame.key());
            journal = new Journal(key, segments.number(frame.place()));
            journal.apply(frame, blobs, usage); // before others can see it
            add(key, journal);
        } else {
            journal.apply(frame, blobs, usage);
        }
    }

    /** As above, of a frame that the saved index may have already. */
    void replay(Placed frame) {
        Journal journal = journals.get(frame.key());
        if (journal == null || !journal.has(frame.place(), usage)) {
            apply(frame);
        }
    }

    private void remove(Placed frame, @Nullable Journal journal) {
        int born = Integer.MAX_VALUE; // nothing of it is in the log any more
        if (journal != null) {
            ordered.remove(frame.key());
            journals.remove(frame.key());
            journal.clear(blobs, usage);
            born = journal.born();
        }
        segments.buried(frame.place(), frame.size(), born);
    }

    /** What compaction must keep of a frame. */
    Journal.Keep keep(JournalKey key, long place, long last) {
        Journal journal = journals.get(key);
        return journal == null ? Journal.Keep.NOTHING : journal.keep(place, last);
    }

    /** Compaction has copied a frame. */
    void relocate(JournalKey key, Journal.Move move) {
        Journal journal = journals.get(key);
        if (journal != null) {
            journal.relocate(move, usage);
        }
    }

    /** The floor that a copy of a frame says; 0 when it need not. */
    int floor(JournalKey key) {
        Journal journal = journals.get(key);
        int floor = journal == null ? 0 : journal.floor();
        return floor > 1 ? floor : 0;
    }

    void write(PlaceWriter places, Segments segments) throws IOException {
        for (Journal journal : ordered.values()) {
            places.out().writeBoolean(true);
            journal.write(places);
        }
        places.out().writeBoolean(false);
        blobs.write(places);
        for (Segment segment : segments.inOrder()) {
            places.out().writeInt(places.order(segment.handle()));
            segment.tombstones().write(places.out());
        }
        places.out().writeInt(-1);
    }

    void read(PlaceReader places) throws IOException {
        while (places.in().readBoolean()) {
            Journal journal = Journal.read(places, blobs, usage);
            add(journal.key(), journal);
        }
        blobs.read(places);
        for (int i = places.in().readInt(); i >= 0; i = places.in().readInt()) {
            places.segment(i).read(places.in());
        }
    }

    private void add(JournalKey key, Journal journal) {
        journals.put(key, journal);
        ordered.put(key, journal);
    }

    private JournalKey compact(JournalKey key) {
        return new JournalKey(blobs.name(key.tenant()), blobs.name(key.kind()), key.id());
    }

    /** The sequence of the last durable record; 0 when there is no such journal. */
    long sequence(JournalKey key) {
        Journal journal = journals.get(key);
        return journal == null ? 0 : journal.sequence();
    }

    List<Journal.Extent> extents(JournalKey key, long fromSequence, int limit) {
        Journal journal = journals.get(key);
        return journal == null ? List.of() : journal.extents(fromSequence, limit);
    }

    Optional<Head> head(JournalKey key) {
        Journal journal = journals.get(key);
        return journal == null ? Optional.empty() : Optional.of(readable(key, journal));
    }

    private static Head readable(JournalKey key, Journal journal) {
        return journal.head()
                .orElseThrow(
                        () ->
                                new CheckpointException(
                                        Kind.CORRUPT,
                                        "The head of journal "
                                                + Texts.of(key)
                                                + " is in a damaged part of the log; the log file"
                                                + " names the place."));
    }

    /** Journals whose head cannot be read are left out: one of them must not hide the others. */
    List<Head> heads(@Nullable JournalKey from, int limit) {
        Map<JournalKey, Journal> tail = from == null ? ordered : ordered.tailMap(from, true);
        return tail.values().stream().flatMap(j -> j.head().stream()).limit(limit).toList();
    }

    int size() {
        return journals.size();
    }
}
