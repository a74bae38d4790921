package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.http.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds what is stored. What is another tenant's is not there. */
final class Library {

    /** The longest chain of responses that one may go on from. */
    private static final int LONGEST_CHAIN = 1_000;

    private static final int MOST_ITEMS = 10_000;

    private final CheckpointStore store;

    Library(CheckpointStore store) {
        this.store = store;
    }

    Journal journal(JournalKey key, long sequence) {
        return new Journal(store, key, sequence);
    }

    Optional<Stored> find(String tenant, String id) {
        return Ids.isOf(Ids.RESPONSE, id)
                ? Stored.read(store, new JournalKey(tenant, Stored.KIND, id))
                : Optional.empty();
    }

    Stored response(String tenant, String id) {
        return find(tenant, id)
                .orElseThrow(() -> Problem.of(404, "There is no response with the id " + id));
    }

    Optional<Conversation> findConversation(String tenant, String id) {
        return Ids.isOf(Ids.CONVERSATION, id)
                ? Conversation.read(store, new JournalKey(tenant, Conversation.KIND, id))
                : Optional.empty();
    }

    Conversation conversation(String tenant, String id) {
        return findConversation(tenant, id)
                .orElseThrow(() -> Problem.of(404, "There is no conversation with the id " + id));
    }

    /** All that the model is told: what came before, and the input. */
    List<Item> context(String tenant, Order order, List<Item> input) {
        List<Item> before =
                order.previous()
                        .map(id -> chain(tenant, id))
                        .or(() -> order.conversation().map(id -> conversation(tenant, id).items()))
                        .orElse(List.of());
        List<Item> all = new ArrayList<>(before);
        all.addAll(input);
        return resolved(tenant, all);
    }

    private List<Item> chain(String tenant, String last) {
        Deque<List<Item>> turns = new ArrayDeque<>();
        Optional<String> next = Optional.of(last);
        for (int length = 0; next.isPresent(); length++) {
            String id = next.get();
            if (length == LONGEST_CHAIN) {
                throw notThere(id, "goes back over more than " + LONGEST_CHAIN + " responses");
            }
            Stored one = find(tenant, id).orElseThrow(() -> notThere(id, "is not there"));
            if (one.told().end().isEmpty()) {
                throw notThere(id, "is not complete yet");
            }
            turns.addFirst(one.told().output());
            turns.addFirst(one.input());
            next = one.shape().order().previous();
        }
        return turns.stream().flatMap(List::stream).toList();
    }

    private static Problem notThere(String id, String why) {
        return Problem.of(400, "The response " + id + " " + why)
                .withField("previous_response_id")
                .withCode("previous_response_not_found");
    }

    /** References become what they refer to. */
    List<Item> resolved(String tenant, List<Item> items) {
        Map<String, Item> known = new LinkedHashMap<>();
        List<Item> all = new ArrayList<>();
        for (Item item : items) {
            Item real = item.is(Item.REFERENCE) ? referred(tenant, item.id(), known) : item;
            known.put(real.id(), real);
            all.add(real);
        }
        return all;
    }

    private Item referred(String tenant, String id, Map<String, Item> known) {
        Item before = known.get(id);
        if (before != null) {
            return before;
        }
        return Ids.responseOf(id)
                .flatMap(response -> find(tenant, response))
                .flatMap(
                        stored -> {
                            List<Item> its = new ArrayList<>(stored.input());
                            its.addAll(stored.told().output());
                            its.forEach(item -> known.putIfAbsent(item.id(), item));
                            return its.stream()
                                    .filter(item -> item.id().equals(id))
                                    .filter(item -> !item.is(Item.REFERENCE))
                                    .findFirst();
                        })
                .orElseThrow(
                        () ->
                                Problem.of(400, "There is no item with the id " + id)
                                        .withField("input"));
    }

    /** Adds what is not there yet: the same turn twice adds it once. */
    CompletionStage<Long> extend(Conversation conversation, List<Item> items) {
        Set<String> there = new HashSet<>();
        conversation.items().forEach(item -> there.add(item.id()));
        List<Item> news = items.stream().filter(item -> there.add(item.id())).toList();
        if (there.size() > MOST_ITEMS) {
            throw Problem.of(
                            400,
                            "A conversation has at most " + MOST_ITEMS + " items: begin another")
                    .withField("items");
        }
        if (news.isEmpty()) {
            return CompletableFuture.completedFuture(0L);
        }
        Journal journal = journal(conversation.key(), conversation.sequence());
        journal.add(RecordType.STATE_DELTA, Conversation.addition(news));
        return journal.flush(Conversation.head(conversation.created()));
    }
}
