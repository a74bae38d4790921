package io.demijohn.gateway.internal.responses;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.agents.Sse;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.model.Asker;
import io.demijohn.model.ChatRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/responses}. */
public final class ResponsesApi {

    private static final String ONE = "/v1/responses/{response_id}";

    private final Desk desk;

    /**
     * The routes' endpoints.
     *
     * @param desk makes responses
     */
    public ResponsesApi(Desk desk) {
        this.desk = desk;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("POST", "/v1/responses", this::create)
                .add("POST", "/v1/responses/input_tokens", this::count)
                .add("GET", ONE, this::get)
                .add("DELETE", ONE, this::delete)
                .add("POST", ONE + "/cancel", this::cancel)
                .add("GET", ONE + "/input_items", this::inputItems);
        new ConversationsApi(desk).register(routes);
    }

    private CompletionStage<Reply> create(Call call) {
        return new Admission(desk, call, OrderReader.read(call.body())).begin();
    }

    private CompletionStage<Reply> count(Call call) {
        Order order = OrderReader.read(call.body());
        ChatRequest request = new Admission(desk, call, order).request();
        return desk.calls()
                .countTokens(Asker.of(call), request)
                .thenApply(
                        count -> {
                            Map<String, Object> out = new LinkedHashMap<>();
                            out.put("object", "response.input_tokens");
                            out.put("input_tokens", count.inputTokens());
                            Reply.Whole answer = Reply.json(out);
                            return count.estimated()
                                    ? Reply.with(answer, "Demijohn-Estimated", "true")
                                    : answer;
                        });
    }

    private CompletionStage<Reply> get(Call call) {
        OrderReader.includes(call.query().list("include"));
        String id = call.path("response_id");
        boolean stream = call.query().flag("stream");
        int from = call.query().number("starting_after", -1) + 1;
        if (from < 0) {
            throw new FieldProblem("starting_after", "must be the number of an event, from 0");
        }
        Optional<Live> live = desk.live(call.tenant(), id);
        if (live.isPresent()) {
            return completedFuture(
                    stream ? Admission.events(live.get(), from) : Reply.json(live.get().object()));
        }
        Narrator told = desk.library().response(call.tenant(), id).told();
        return completedFuture(
                stream
                        ? new Reply.Streamed(
                                Reply.EVENTS,
                                Map.of(),
                                Sse.heartbeat(),
                                outlet -> Replay.send(told.events(), from, outlet))
                        : Reply.json(told.object()));
    }

    private CompletionStage<Reply> cancel(Call call) {
        String id = call.path("response_id");
        Optional<Live> live = desk.live(call.tenant(), id);
        if (live.isPresent()) {
            checkBackground(live.get().shape());
            return live.get().cancel().thenApply(Reply::json);
        }
        Stored stored = desk.library().response(call.tenant(), id);
        checkBackground(stored.shape());
        return stored.told().end().isPresent()
                ? completedFuture(Reply.json(stored.told().object()))
                : end(stored);
    }

    private static void checkBackground(Shape shape) {
        if (!shape.order().background()) {
            throw Problem.of(
                    400,
                    "Only a response with background: true can be cancelled: hang up to end"
                            + " another one");
        }
    }

    /** One that a crash has cut off, and that has not been found yet. */
    private CompletionStage<Reply> end(Stored stored) {
        Journal journal = desk.library().journal(stored.key(), stored.sequence());
        End end = End.cancelled(desk.seconds());
        journal.add(RecordType.TERMINAL, Records.end(end, List.of()));
        stored.told().end(end);
        return journal.flush(Stored.head(end.status(), stored.shape().created(), false))
                .handle(
                        (n, failure) -> {
                            if (failure != null) {
                                throw Journal.refusal(failure);
                            }
                            return Reply.json(stored.told().object());
                        });
    }

    private CompletionStage<Reply> delete(Call call) {
        String id = call.path("response_id");
        return desk.live(call.tenant(), id)
                .map(Live::cancel)
                .orElseGet(() -> completedFuture(Map.of()))
                .thenApplyAsync(any -> desk.library().response(call.tenant(), id), desk.executor())
                .thenCompose(
                        stored -> desk.library().journal(stored.key(), stored.sequence()).delete())
                .handle(
                        (n, failure) -> {
                            if (failure != null) {
                                throw Deletion.problem(failure);
                            }
                            return Deletion.reply(id, "response");
                        });
    }

    private CompletionStage<Reply> inputItems(Call call) {
        OrderReader.includes(call.query().list("include"));
        Library library = desk.library();
        Stored stored = library.response(call.tenant(), call.path("response_id"));
        return completedFuture(
                Reply.json(
                        Listing.page(
                                library.resolved(call.tenant(), stored.input()), call.query())));
    }
}
