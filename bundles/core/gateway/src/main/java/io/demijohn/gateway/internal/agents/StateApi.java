package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.StateUpdate;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.platform.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A thread's state and history. */
public final class StateApi {

    private static final int DEFAULT_HISTORY = 10;
    private static final String THREAD = "thread_id";
    private static final String CHECKPOINT = "checkpoint_id";

    private final Platform platform;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public StateApi(Platform platform) {
        this.platform = platform;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("GET", "/threads/{thread_id}/state", this::get)
                .addLasting("POST", "/threads/{thread_id}/state", this::update)
                .add("PATCH", "/threads/{thread_id}/state", this::patch)
                .add("POST", "/threads/{thread_id}/state/checkpoint", this::at)
                .add("GET", "/threads/{thread_id}/state/{checkpoint_id}", this::atId)
                .add("GET", "/threads/{thread_id}/history", this::listHistory)
                .add("POST", "/threads/{thread_id}/history", this::history);
    }

    private CompletionStage<Reply> get(Call call) {
        return state(call, Optional.empty());
    }

    private CompletionStage<Reply> at(Call call) {
        return state(call, CheckpointRef.in(call.body()));
    }

    private CompletionStage<Reply> atId(Call call) {
        return state(call, Optional.of(call.uuid(CHECKPOINT)));
    }

    private CompletionStage<Reply> state(Call call, Optional<String> checkpoint) {
        return completedFuture(
                Reply.json(
                        Shapes.state(
                                platform.threads()
                                        .state(call.tenant(), call.uuid(THREAD), checkpoint))));
    }

    private CompletionStage<Reply> update(Call call) {
        Fields body = call.body();
        return platform.threads()
                .updateState(
                        call.tenant(),
                        call.uuid(THREAD),
                        values(body),
                        body.optionalString("as_node"),
                        CheckpointRef.in(body),
                        call.idempotency())
                .thenApply(made -> Reply.json(Map.of("checkpoint", Shapes.pointer(made))));
    }

    // Values may be one update or several, as a node may return them.
    private static StateUpdate values(Fields body) {
        if (!(body.value("values") instanceof List<?> several)) {
            return body.optionalObject("values")
                    .map(MessageIn::update)
                    .orElse(new StateUpdate(List.of(), List.of(), Map.of()));
        }
        if (several.size() != 1) {
            throw new FieldProblem(
                    body.path("values"), "must be an object, or a list of one object");
        }
        return MessageIn.update(Fields.of(body.path("values[0]"), several.get(0)));
    }

    private CompletionStage<Reply> patch(Call call) {
        return platform.threads()
                .update(call.tenant(), call.uuid(THREAD), call.body().map("metadata"))
                .thenCompose(done -> state(call, Optional.empty()));
    }

    private CompletionStage<Reply> history(Call call) {
        Fields body = call.body();
        return history(
                call,
                new HistoryQuery(
                        body.optionalInt("limit", 1, 1000).orElse(DEFAULT_HISTORY),
                        CheckpointRef.at(body, "before"),
                        body.map("metadata")));
    }

    private CompletionStage<Reply> listHistory(Call call) {
        return history(
                call,
                new HistoryQuery(
                        call.query().number("limit", DEFAULT_HISTORY),
                        call.query().text("before").map(id -> Call.uuid("before", id)),
                        Map.of()));
    }

    private CompletionStage<Reply> history(Call call, HistoryQuery query) {
        return completedFuture(
                Reply.json(
                        platform.threads().history(call.tenant(), call.uuid(THREAD), query).stream()
                                .map(Shapes::state)
                                .toList()));
    }
}
