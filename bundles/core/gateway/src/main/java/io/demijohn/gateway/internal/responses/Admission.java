package io.demijohn.gateway.internal.responses;

import io.demijohn.call.CancellationSource;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Problems;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.model.Asker;
import io.demijohn.gateway.internal.model.ReplyStream;
import io.demijohn.model.ChatRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Begins a response. */
final class Admission {

    private final Desk desk;
    private final Call call;
    private final Order order;
    private final String id = Ids.fresh(Ids.RESPONSE);

    Admission(Desk desk, Call call, Order order) {
        this.desk = desk;
        this.call = call;
        this.order = order;
    }

    static ChatRequest request(Order order, List<Item> items) {
        return new ChatRequest(
                order.model(),
                Dialogue.of(order.instructions(), items),
                order.tools(),
                order.sampling());
    }

    /** What the model would be told. */
    ChatRequest request() {
        List<Item> input = Items.read(order.input(), (type, place) -> Ids.input(id, type, place));
        boolean alone =
                order.previous().isEmpty()
                        && order.conversation().isEmpty()
                        && input.stream().noneMatch(item -> item.is(Item.REFERENCE));
        return request(order, alone ? input : desk.library().context(call.tenant(), order, input));
    }

    CompletionStage<Reply> begin() {
        ChatRequest request = request();
        CancellationSource by =
                order.background()
                        ? new CancellationSource()
                        : CancellationSource.childOf(call.gone());
        JournalKey key = new JournalKey(call.tenant(), Stored.KIND, id);
        Narrator narrator = new Narrator(new Shape(id, desk.seconds(), order));
        Live live = desk.open(key, narrator, call.principal().keyId(), 0, by);
        Asker asker = Asker.of(call).until(by);
        if (order.background()) {
            return inBackground(live, asker, request);
        }
        if (order.stream()) {
            return streamed(live, asker, request);
        }
        ask(live, asker, request);
        return live.done().thenApply(Reply::json);
    }

    private void ask(Live live, Asker asker, ChatRequest request) {
        try {
            desk.calls().chat(asker, request, live);
        } catch (Problem problem) {
            live.refused(problem);
        }
    }

    private CompletionStage<Reply> streamed(Live live, Asker asker, ChatRequest request) {
        ReplyStream stream = new ReplyStream(Sse.heartbeat());
        live.read(
                new Reader() {
                    @Override
                    public boolean event(Narrator.Event event) {
                        stream.begin();
                        stream.send(Sse.event(event.type(), event.data()));
                        return true;
                    }

                    @Override
                    public void over() {
                        stream.finish();
                    }
                },
                0);
        live.done()
                .whenComplete(
                        (object, failure) -> {
                            if (failure != null) {
                                stream.refuse(Problems.unwrapped(failure));
                            }
                        });
        ask(live, asker, request);
        return stream.reply();
    }

    /** The caller is answered when it is certain that the response will not be forgotten. */
    private CompletionStage<Reply> inBackground(Live live, Asker asker, ChatRequest request) {
        return live.begin()
                .thenApplyAsync(
                        queued -> {
                            Reply reply = order.stream() ? events(live, 0) : Reply.json(queued);
                            ask(live, asker, request);
                            return reply;
                        },
                        desk.executor());
    }

    static Reply events(Live live, int from) {
        return new Reply.Streamed(
                Reply.EVENTS,
                Map.of(),
                Sse.heartbeat(),
                outlet -> live.read(Reader.of(outlet), from));
    }
}
