package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.JournalKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The threads that wait for a person to say what became of a call. Few, so they are kept apart. */
final class OpenQuestions {

    private final Map<JournalKey, Long> since = new ConcurrentHashMap<>();
    private final Meters meters;

    OpenQuestions(Meters meters) {
        this.meters = meters;
    }

    /** Notes where a thread stands now. */
    void note(JournalKey key, boolean asks, long time) {
        if (asks && since.putIfAbsent(key, time) == null) {
            meters.inQuestion(1);
        } else if (!asks && since.remove(key) != null) {
            meters.inQuestion(-1);
        }
    }

    /** Threads of a tenant, those that wait longest first. */
    List<String> of(String tenant, int limit) {
        return since.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant))
                .sorted(Comparator.comparingLong(Map.Entry::getValue))
                .limit(limit)
                .map(entry -> entry.getKey().id())
                .toList();
    }

    int size() {
        return since.size();
    }
}
