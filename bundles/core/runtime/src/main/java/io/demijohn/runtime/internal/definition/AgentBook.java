package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.json.Doc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All agents, in memory; each version is on disk before it is here. Changes wait for one another
 * and for the disk, readers for nobody.
 */
public final class AgentBook {

    /** The kind of an agent's journal. */
    public static final String KIND = "agent";

    private final DefinitionLog log;
    private final TickClock clock;
    private final AgentVersion builtIn;
    private final Map<String, NavigableMap<String, List<AgentVersion>>> tenants =
            new ConcurrentHashMap<>();

    /**
     * A book with the built-in agent alone.
     *
     * @param store where agents are kept
     * @param clock the platform's time
     * @param builtIn every tenant's agent {@code agent}
     */
    public AgentBook(CheckpointStore store, TickClock clock, AgentSpec builtIn) {
        this.log = new DefinitionLog(store);
        this.clock = clock;
        this.builtIn = new AgentVersion(1, builtIn, Instant.EPOCH, true);
    }

    /**
     * Reads a stored agent.
     *
     * @param key its journal
     */
    public synchronized void load(JournalKey key) {
        // A version that was given up and came nevertheless is there twice: the later one counts.
        Map<Integer, AgentVersion> versions = new TreeMap<>();
        log.read(key).stream()
                .map(AgentJson::agent)
                .forEach(agent -> versions.put(agent.version(), agent));
        of(key.tenant()).put(key.id(), List.copyOf(versions.values()));
    }

    private NavigableMap<String, List<AgentVersion>> of(String tenant) {
        return tenants.computeIfAbsent(tenant, t -> new ConcurrentSkipListMap<>());
    }

    synchronized AgentVersion create(String tenant, AgentSpec spec) {
        if (spec.name().equals(AgentService.BUILT_IN) || of(tenant).containsKey(spec.name())) {
            throw new AgentException(
                    Kind.EXISTS, "agent " + spec.name() + " exists: update it, or choose a name");
        }
        return write(tenant, new AgentVersion(1, spec, clock.instant(), false));
    }

    synchronized AgentVersion update(String tenant, AgentSpec spec) {
        refuseBuiltIn(spec.name());
        List<AgentVersion> old = versions(tenant, spec.name());
        return write(
                tenant, new AgentVersion(old.get(0).version() + 1, spec, clock.instant(), false));
    }

    private AgentVersion write(String tenant, AgentVersion version) {
        String name = version.spec().name();
        Doc head = Doc.empty().put("v", 1).put("version", version.version());
        log.append(new JournalKey(tenant, KIND, name), AgentJson.write(version), head);
        List<AgentVersion> all = new ArrayList<>(of(tenant).getOrDefault(name, List.of()));
        all.add(version);
        of(tenant).put(name, List.copyOf(all));
        return version;
    }

    private static void refuseBuiltIn(String name) {
        if (name.equals(AgentService.BUILT_IN)) {
            throw new AgentException(
                    Kind.INVALID,
                    "agent " + name + " is built in and cannot be changed: create one of your own");
        }
    }

    /** Newest first. */
    List<AgentVersion> versions(String tenant, String name) {
        if (name.equals(AgentService.BUILT_IN)) {
            return List.of(builtIn);
        }
        List<AgentVersion> all = new ArrayList<>(of(tenant).getOrDefault(name, List.of()));
        if (all.isEmpty()) {
            throw new AgentException(Kind.NOT_FOUND, "agent " + name + " does not exist");
        }
        Collections.reverse(all);
        return all;
    }

    /**
     * The newest version.
     *
     * @param tenant whose agent
     * @param name the agent
     * @return empty when there is none
     */
    public Optional<AgentVersion> find(String tenant, String name) {
        if (name.equals(AgentService.BUILT_IN)) {
            return Optional.of(builtIn);
        }
        List<AgentVersion> all = of(tenant).getOrDefault(name, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * One version.
     *
     * @param tenant whose agent
     * @param name the agent
     * @param number its version
     * @return empty when there is none
     */
    public Optional<AgentVersion> version(String tenant, String name, int number) {
        return name.equals(AgentService.BUILT_IN)
                ? Optional.of(builtIn)
                : of(tenant).getOrDefault(name, List.of()).stream()
                        .filter(version -> version.version() == number)
                        .findFirst();
    }

    List<AgentVersion> list(String tenant) {
        NavigableMap<String, AgentVersion> all = new TreeMap<>();
        all.put(AgentService.BUILT_IN, builtIn);
        of(tenant).forEach((name, versions) -> all.put(name, versions.get(versions.size() - 1)));
        return List.copyOf(all.values());
    }

    synchronized void delete(String tenant, String name) {
        refuseBuiltIn(name);
        versions(tenant, name);
        log.delete(new JournalKey(tenant, KIND, name));
        of(tenant).remove(name);
    }
}
