package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
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

    private final ConcurrentNavigableMap<JournalKey, Journal> journals =
            new ConcurrentSkipListMap<>();
    // One copy of each tenant and kind, however many journals have it.
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Usage usage;
    private final BlobIndex blobs;

    JournalIndex(Usage usage) {
        this.usage = usage;
        this.blobs = new BlobIndex(usage);
    }

    BlobIndex blobs() {
        return blobs;
    }

    void apply(Placed frame) {
        Journal journal = journals.get(frame.key());
        if (frame.delete()) {
            if (journal != null) {
                journals.remove(frame.key());
                journal.clear(blobs, usage);
            }
            usage.add(frame.place(), frame.size());
        } else if (journal == null) {
            JournalKey key = compact(frame.key());
            journal = new Journal(key, Place.segment(frame.place()));
            journal.apply(frame, blobs, usage); // before others can see it
            journals.put(key, journal);
        } else {
            journal.apply(frame, blobs, usage);
        }
    }

    private JournalKey compact(JournalKey key) {
        return new JournalKey(name(key.tenant()), name(key.kind()), key.id());
    }

    private String name(String text) {
        String known = names.putIfAbsent(text, text);
        return known == null ? text : known;
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
        Map<JournalKey, Journal> tail = from == null ? journals : journals.tailMap(from, true);
        return tail.values().stream().flatMap(j -> j.head().stream()).limit(limit).toList();
    }

    int size() {
        return journals.size();
    }
}
