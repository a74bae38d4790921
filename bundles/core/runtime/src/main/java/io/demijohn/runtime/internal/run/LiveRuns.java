package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Run;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Runs that have not ended, and those that ended lately. */
final class LiveRuns {

    /** A run of a tenant. */
    record Key(String tenant, String runId) {}

    private final Map<Key, LiveRun> open = new ConcurrentHashMap<>();
    private final Map<Key, Run> recent;

    LiveRuns(int remembered) {
        recent =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Key, Run> eldest) {
                        return size() > remembered;
                    }
                };
    }

    void opened(String tenant, LiveRun run) {
        open.put(new Key(tenant, run.order().id()), run);
    }

    void ended(String tenant, Run run) {
        Key key = new Key(tenant, run.id());
        synchronized (recent) {
            recent.put(key, run);
        }
        open.remove(key);
    }

    /** It waits, and its thread is not in memory. */
    void unloaded(String tenant, String runId) {
        open.remove(new Key(tenant, runId));
    }

    void forgotten(String tenant, String runId) {
        Key key = new Key(tenant, runId);
        open.remove(key);
        synchronized (recent) {
            recent.remove(key);
        }
    }

    void forgottenThread(String tenant, String threadId) {
        synchronized (recent) {
            recent.entrySet()
                    .removeIf(
                            entry ->
                                    entry.getKey().tenant().equals(tenant)
                                            && entry.getValue().threadId().equals(threadId));
        }
    }

    Optional<LiveRun> open(String tenant, String runId) {
        return Optional.ofNullable(open.get(new Key(tenant, runId)));
    }

    Optional<Run> recent(String tenant, String runId) {
        synchronized (recent) {
            return Optional.ofNullable(recent.get(new Key(tenant, runId)));
        }
    }

    /** What is known of a tenant's runs without reading: open and recent ones. */
    List<Run> known(String tenant) {
        Map<String, Run> all = new LinkedHashMap<>();
        synchronized (recent) {
            recent.forEach((key, run) -> putOf(tenant, key, run, all));
        }
        open.forEach((key, run) -> putOf(tenant, key, run.view(), all));
        return List.copyOf(all.values());
    }

    private static void putOf(String tenant, Key key, Run run, Map<String, Run> all) {
        if (key.tenant().equals(tenant)) {
            all.put(key.runId(), run);
        }
    }

    Collection<LiveRun> all() {
        return open.values();
    }

    int size() {
        return open.size();
    }
}
