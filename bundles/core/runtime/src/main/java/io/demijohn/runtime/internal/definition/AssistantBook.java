package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentException.Kind;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.AssistantPatch;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.clock.TickClock;
import io.demijohn.runtime.internal.journal.Keys;
import io.demijohn.runtime.internal.journal.NameId;
import io.demijohn.runtime.internal.json.Doc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All assistants, in memory; each version is on disk before it is here. An agent's default
 * assistant is made from the agent's name and is written only when somebody changes it.
 */
public final class AssistantBook {

    /** The kind of an assistant's journal. */
    public static final String KIND = "assistant";

    private static final int MOST_ASSISTANTS = 10_000;
    private static final int MOST_VERSIONS = 1_000;
    private static final Duration NOT_SOON = Duration.ofSeconds(60);

    /** A key is empty, or the hashes of the idempotency key that has made it and of the request. */
    private record Shelf(List<Assistant> versions, int present, String key) {
        Assistant current() {
            return versions.get(present - 1);
        }
    }

    private final DefinitionLog log;
    private final AgentBook agents;
    private final TickClock clock;
    private final Map<String, Map<String, Shelf>> tenants = new ConcurrentHashMap<>();
    private final Map<String, String> defaultIds = new ConcurrentHashMap<>();

    /**
     * A book with the default assistants alone.
     *
     * @param store where assistants are kept
     * @param agents whose defaults are always here
     * @param clock the platform's time
     */
    public AssistantBook(CheckpointStore store, AgentBook agents, TickClock clock) {
        this.log = new DefinitionLog(store);
        this.agents = agents;
        this.clock = clock;
    }

    /**
     * Reads a stored assistant.
     *
     * @param key its journal
     */
    public synchronized void load(JournalKey key) {
        List<Assistant> versions = new ArrayList<>();
        String made = "";
        for (Doc record : log.read(key)) {
            if (!record.has("present")) {
                place(versions, AgentJson.assistant(record));
                made = record.optional("key").orElse(made);
            }
        }
        int present = (int) log.head(key).number("present");
        of(key.tenant()).put(key.id(), new Shelf(versions, present, made));
    }

    /** A version that was given up and came nevertheless is there twice: the later one counts. */
    private static void place(List<Assistant> versions, Assistant version) {
        if (version.version() <= versions.size()) {
            versions.set(version.version() - 1, version);
        } else {
            versions.add(version);
        }
    }

    private Map<String, Shelf> of(String tenant) {
        return tenants.computeIfAbsent(tenant, t -> new ConcurrentHashMap<>());
    }

    /**
     * Finds by id or by agent.
     *
     * @param tenant whose assistant
     * @param idOrName a UUID or an agent's name
     * @return its present version
     */
    public Optional<Assistant> find(String tenant, String idOrName) {
        return shelf(tenant, idOrName).map(Shelf::current);
    }

    private Optional<Shelf> shelf(String tenant, String idOrName) {
        Shelf stored = of(tenant).get(idOrName);
        if (stored != null) {
            return Optional.of(stored);
        }
        Optional<AgentVersion> named = agents.find(tenant, idOrName);
        if (named.isPresent()) {
            return Optional.of(defaultOf(tenant, named.get()));
        }
        return agents.list(tenant).stream()
                .filter(agent -> defaultId(agent.spec().name()).equals(idOrName))
                .findFirst()
                .map(agent -> defaultOf(tenant, agent));
    }

    private Shelf defaultOf(String tenant, AgentVersion latest) {
        String name = latest.spec().name();
        Shelf stored = of(tenant).get(defaultId(name));
        if (stored != null) {
            return stored;
        }
        List<AgentVersion> versions = agents.versions(tenant, name);
        Instant created = versions.get(versions.size() - 1).createdAt();
        Assistant made =
                new Assistant(
                        defaultId(name),
                        name,
                        1,
                        name,
                        latest.spec().description(),
                        Map.of(),
                        Map.of(),
                        Map.of("created_by", "system"),
                        created,
                        created);
        return new Shelf(List.of(made), 1, "");
    }

    private String defaultId(String agent) {
        return defaultIds.computeIfAbsent(agent, name -> NameId.of(NameId.ASSISTANTS, name));
    }

    synchronized Assistant create(
            String tenant, String id, AssistantPatch spec, Optional<IdempotencyKey> key) {
        Optional<Assistant> before = key.flatMap(given -> made(tenant, id, given));
        return before.orElseGet(() -> create(tenant, id, spec, mark(key)));
    }

    private Optional<Assistant> made(String tenant, String id, IdempotencyKey key) {
        Shelf shelf = of(tenant).get(id);
        String hash = Keys.hash(key.key());
        if (shelf == null || !shelf.key().startsWith(hash)) {
            return Optional.empty();
        }
        Keys.requireSame(shelf.key().substring(hash.length() + 1), key);
        return Optional.of(shelf.current());
    }

    private static String mark(Optional<IdempotencyKey> key) {
        return key.map(given -> Keys.hash(given.key()) + " " + Keys.hash(given.fingerprint()))
                .orElse("");
    }

    private Assistant create(String tenant, String id, AssistantPatch spec, String key) {
        String graph = spec.graphId().orElseThrow(() -> invalid("graph_id must name an agent"));
        requireAgent(tenant, graph);
        if (shelf(tenant, id).isPresent()) {
            throw new AgentException(Kind.EXISTS, "assistant " + id + " exists");
        }
        if (of(tenant).size() >= MOST_ASSISTANTS) {
            throw full("the tenant has " + MOST_ASSISTANTS + " assistants: delete some");
        }
        Instant now = clock.instant();
        Assistant made =
                new Assistant(
                        id,
                        graph,
                        1,
                        spec.name().orElse("Untitled"),
                        spec.description().orElse(""),
                        spec.config().orElse(Map.of()),
                        spec.context().orElse(Map.of()),
                        spec.metadata().orElse(Map.of()),
                        now,
                        now);
        return write(tenant, new Shelf(List.of(), 0, key), made);
    }

    private void requireAgent(String tenant, String graph) {
        if (agents.find(tenant, graph).isEmpty()) {
            throw new AgentException(
                    Kind.NOT_FOUND, "graph_id: agent " + graph + " does not exist");
        }
    }

    private static AgentException full(String message) {
        return new AgentException(Kind.QUOTA, message, null, Optional.of(NOT_SOON));
    }

    private static AgentException invalid(String message) {
        return new AgentException(Kind.INVALID, message);
    }

    private Shelf require(String tenant, String idOrName) {
        return shelf(tenant, idOrName)
                .orElseThrow(
                        () ->
                                new AgentException(
                                        Kind.NOT_FOUND,
                                        "assistant " + idOrName + " does not exist"));
    }

    synchronized Assistant update(String tenant, String idOrName, AssistantPatch patch) {
        Shelf shelf = require(tenant, idOrName);
        patch.graphId().ifPresent(graph -> requireAgent(tenant, graph));
        Assistant old = shelf.current();
        if (shelf.versions().size() >= MOST_VERSIONS) {
            throw full(
                    "assistant "
                            + old.id()
                            + " has "
                            + MOST_VERSIONS
                            + " versions: create another one");
        }
        boolean moves = patch.graphId().filter(graph -> !graph.equals(old.graphId())).isPresent();
        if (moves && old.id().equals(defaultId(old.graphId()))) {
            throw invalid("graph_id: an agent's own assistant cannot become another agent's");
        }
        Map<String, Object> metadata = new LinkedHashMap<>(old.metadata());
        patch.metadata().ifPresent(metadata::putAll);
        Assistant next =
                new Assistant(
                        old.id(),
                        patch.graphId().orElse(old.graphId()),
                        shelf.versions().size() + 1,
                        patch.name().orElse(old.name()),
                        patch.description().orElse(old.description()),
                        patch.config().orElse(old.config()),
                        patch.context().orElse(old.context()),
                        metadata,
                        old.createdAt(),
                        clock.instant());
        if (!of(tenant).containsKey(old.id())) {
            write(tenant, new Shelf(List.of(), 0, ""), old);
        }
        return write(tenant, of(tenant).getOrDefault(old.id(), shelf), next);
    }

    private Assistant write(String tenant, Shelf shelf, Assistant version) {
        log.append(
                new JournalKey(tenant, KIND, version.id()),
                shelf.key().isEmpty()
                        ? AgentJson.write(version)
                        : AgentJson.write(version).put("key", shelf.key()),
                Doc.empty().put("v", 1).put("present", version.version()));
        List<Assistant> all = new ArrayList<>(shelf.versions());
        all.add(version);
        of(tenant).put(version.id(), new Shelf(List.copyOf(all), version.version(), shelf.key()));
        return version;
    }

    synchronized Assistant setLatest(String tenant, String idOrName, int version) {
        Shelf shelf = require(tenant, idOrName);
        if (version < 1 || version > shelf.versions().size()) {
            throw new AgentException(
                    Kind.NOT_FOUND, "assistant " + idOrName + " has no version " + version);
        }
        String id = shelf.current().id();
        if (of(tenant).containsKey(id)) {
            Doc mark = Doc.empty().put("v", 1).put("present", version);
            log.append(new JournalKey(tenant, KIND, id), mark, mark);
            of(tenant).put(id, new Shelf(shelf.versions(), version, shelf.key()));
        }
        return shelf.versions().get(version - 1);
    }

    /** Newest first. */
    List<Assistant> versions(String tenant, String idOrName) {
        List<Assistant> all = new ArrayList<>(require(tenant, idOrName).versions());
        Collections.reverse(all);
        return all;
    }

    List<Assistant> all(String tenant) {
        Map<String, Assistant> all = new LinkedHashMap<>();
        for (AgentVersion agent : agents.list(tenant)) {
            Assistant made = defaultOf(tenant, agent).current();
            all.put(made.id(), made);
        }
        of(tenant).forEach((id, shelf) -> all.put(id, shelf.current()));
        return List.copyOf(all.values());
    }

    synchronized void delete(String tenant, String id) {
        Assistant present = require(tenant, id).current();
        if (defaultId(present.graphId()).equals(present.id())) {
            throw invalid("assistant " + id + " is the agent's own: delete the agent to remove it");
        }
        remove(tenant, present.id());
    }

    private void remove(String tenant, String id) {
        if (of(tenant).containsKey(id)) {
            log.delete(new JournalKey(tenant, KIND, id));
            of(tenant).remove(id);
        }
    }

    synchronized void deleteOf(String tenant, String agent) {
        List.copyOf(of(tenant).values()).stream()
                .map(Shelf::current)
                .filter(assistant -> assistant.graphId().equals(agent))
                .forEach(assistant -> remove(tenant, assistant.id()));
    }
}
