package io.demijohn.gateway.internal.responses;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/conversations}. */
final class ConversationsApi {

    private static final String ONE = "/v1/conversations/{conversation_id}";
    private static final String ITEMS = ONE + "/items";
    private static final String ITEM = ITEMS + "/{item_id}";
    private static final int MOST_AT_ONCE = 20;

    private final Desk desk;

    ConversationsApi(Desk desk) {
        this.desk = desk;
    }

    void register(Routes.Builder routes) {
        routes.add("POST", "/v1/conversations", this::create)
                .add("GET", ONE, this::get)
                .add("POST", ONE, this::update)
                .add("DELETE", ONE, this::delete)
                .add("POST", ITEMS, this::addItems)
                .add("GET", ITEMS, this::items)
                .add("GET", ITEM, this::item)
                .add("DELETE", ITEM, this::removeItem);
    }

    private Conversation find(Call call) {
        return desk.library().conversation(call.tenant(), call.path("conversation_id"));
    }

    private static CompletionStage<Reply> written(
            CompletionStage<Long> write, Supplier<Reply> answer) {
        return write.handle(
                (n, failure) -> {
                    if (failure != null) {
                        throw Deletion.problem(failure);
                    }
                    return answer.get();
                });
    }

    private CompletionStage<Reply> create(Call call) {
        Fields body = call.body();
        JournalKey key =
                new JournalKey(call.tenant(), Conversation.KIND, Ids.fresh(Ids.CONVERSATION));
        Map<String, Object> metadata = Metadata.read(body);
        List<Item> items = read(call, body);
        Conversation made = new Conversation(key, 1, desk.seconds(), metadata, items);
        Journal journal = desk.library().journal(key, 0);
        journal.add(RecordType.DEFINITION, Conversation.definition(made.created(), metadata));
        if (!items.isEmpty()) {
            journal.add(RecordType.STATE_DELTA, Conversation.addition(items));
        }
        return written(
                journal.flush(Conversation.head(made.created())), () -> Reply.json(made.object()));
    }

    private List<Item> read(Call call, Fields body) {
        List<Fields> input = OrderReader.items(body, "items");
        if (input.size() > MOST_AT_ONCE) {
            throw new FieldProblem("items", "must have at most " + MOST_AT_ONCE + " items");
        }
        List<Item> items = Items.read(input, (type, place) -> Ids.loose(type));
        return items.stream().anyMatch(item -> item.is(Item.REFERENCE))
                ? desk.library().resolved(call.tenant(), items)
                : items;
    }

    private CompletionStage<Reply> get(Call call) {
        return completedFuture(Reply.json(find(call).object()));
    }

    private CompletionStage<Reply> update(Call call) {
        Map<String, Object> metadata = Metadata.read(call.body());
        Conversation now = find(call);
        Conversation changed =
                new Conversation(now.key(), now.sequence(), now.created(), metadata, now.items());
        return written(
                append(
                        now,
                        RecordType.DEFINITION,
                        Conversation.definition(now.created(), metadata)),
                () -> Reply.json(changed.object()));
    }

    private CompletionStage<Long> append(
            Conversation conversation, RecordType type, Map<String, @Nullable Object> body) {
        Journal journal = desk.library().journal(conversation.key(), conversation.sequence());
        journal.add(type, body);
        return journal.flush(Conversation.head(conversation.created()));
    }

    private CompletionStage<Reply> delete(Call call) {
        Conversation now = find(call);
        return written(
                desk.library().journal(now.key(), now.sequence()).delete(),
                () -> Deletion.reply(now.key().id(), "conversation.deleted"));
    }

    private CompletionStage<Reply> addItems(Call call) {
        List<Item> items = read(call, call.body());
        if (items.isEmpty()) {
            throw new FieldProblem("items", "must have at least one item");
        }
        Conversation now = find(call);
        return written(
                desk.library().extend(now, items), () -> Reply.json(Listing.of(items, false)));
    }

    private CompletionStage<Reply> items(Call call) {
        OrderReader.includes(call.query().list("include"));
        return completedFuture(Reply.json(Listing.page(find(call).items(), call.query())));
    }

    private static Item one(Conversation conversation, String id) {
        return conversation.items().stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "There is no item with the id " + id));
    }

    private CompletionStage<Reply> item(Call call) {
        return completedFuture(Reply.json(one(find(call), call.path("item_id")).json()));
    }

    private CompletionStage<Reply> removeItem(Call call) {
        Conversation now = find(call);
        Item item = one(now, call.path("item_id"));
        return written(
                append(now, RecordType.STATE_DELTA, Conversation.removal(item.id())),
                () -> Reply.json(now.object()));
    }
}
