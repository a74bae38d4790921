package io.demijohn.runtime.internal.definition;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.AssistantPatch;
import io.demijohn.agent.AssistantService;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import io.demijohn.runtime.internal.journal.Keys;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.json.Containment;
import io.demijohn.runtime.internal.json.JsonText;
import io.demijohn.runtime.internal.json.Listing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Assistants as callers see them. */
public class Assistants implements AssistantService {

    private static final Map<String, Function<Assistant, Comparable<?>>> ORDERS =
            Map.of(
                    "created_at", Assistant::createdAt,
                    "updated_at", Assistant::updatedAt,
                    "assistant_id", Assistant::id,
                    "graph_id", Assistant::graphId,
                    "name", Assistant::name);

    private final AssistantBook book;
    private final int maxBytes;

    /**
     * The assistants of a book.
     *
     * @param book has them
     * @param maxBytes of each part of an assistant
     */
    public Assistants(AssistantBook book, int maxBytes) {
        this.book = book;
        this.maxBytes = maxBytes;
    }

    /** All assistants are in memory, and config goes into the small head of each thread. */
    private AssistantPatch bounded(AssistantPatch patch) {
        bounded("name", patch.name());
        bounded("description", patch.description());
        bounded("config", patch.config());
        bounded("context", patch.context());
        bounded("metadata", patch.metadata());
        return patch;
    }

    private void bounded(String field, Optional<?> value) {
        if (value.isPresent() && JsonText.bytes(Map.of(field, value.get())).length > maxBytes) {
            throw new AgentException(
                    AgentException.Kind.INVALID,
                    field + " must be at most " + maxBytes + " bytes of JSON (metadata.max.bytes)");
        }
    }

    @Override
    public Assistant create(
            String tenant, Optional<String> id, AssistantPatch spec, Optional<IdempotencyKey> key) {
        String wanted =
                id.orElseGet(
                        () ->
                                key.map(given -> Keys.id(tenant, "assistant", given))
                                        .orElseGet(() -> UUID.randomUUID().toString()));
        if (PlaceId.uuid(wanted).isEmpty()) {
            throw new AgentException(
                    AgentException.Kind.INVALID, "assistant_id must be a lower-case UUID");
        }
        return book.create(tenant, wanted, bounded(spec), key);
    }

    @Override
    public Optional<Assistant> find(String tenant, String idOrName) {
        return book.find(tenant, idOrName);
    }

    @Override
    public Assistant update(String tenant, String idOrName, AssistantPatch patch) {
        return book.update(tenant, idOrName, bounded(patch));
    }

    @Override
    public Assistant setLatest(String tenant, String idOrName, int version) {
        return book.setLatest(tenant, idOrName, version);
    }

    @Override
    public List<Assistant> versions(String tenant, String idOrName) {
        return book.versions(tenant, idOrName);
    }

    @Override
    public Page<Assistant> search(String tenant, Search search) {
        List<Assistant> matching =
                book.all(tenant).stream().filter(assistant -> matches(assistant, search)).toList();
        return Listing.page(matching, search, ORDERS, Assistant::id);
    }

    private static boolean matches(Assistant assistant, Search search) {
        return search.graphId().map(assistant.graphId()::equals).orElse(true)
                && search.name().map(part -> contains(assistant.name(), part)).orElse(true)
                && (search.ids().isEmpty() || search.ids().contains(assistant.id()))
                && Containment.contains(assistant.metadata(), search.metadata());
    }

    private static boolean contains(String name, String part) {
        return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    @Override
    public void delete(String tenant, String id) {
        book.delete(tenant, id);
    }
}
