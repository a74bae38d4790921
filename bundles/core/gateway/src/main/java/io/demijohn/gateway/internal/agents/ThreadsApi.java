package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Search;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.platform.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /threads}, but for state and runs. */
public final class ThreadsApi {

    private static final Set<String> SORTABLE =
            Set.of("thread_id", "status", "created_at", "updated_at", "state_updated_at");
    private static final String ID = "thread_id";

    private final Platform platform;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public ThreadsApi(Platform platform) {
        this.platform = platform;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.addLasting("POST", "/threads", this::create)
                .add("POST", "/threads/search", this::search)
                .add("POST", "/threads/count", this::count)
                .add("POST", "/threads/prune", this::prune)
                .add("GET", "/threads/{thread_id}", this::get)
                .add("PATCH", "/threads/{thread_id}", this::update)
                .add("DELETE", "/threads/{thread_id}", this::delete)
                .addLasting("POST", "/threads/{thread_id}/copy", this::copy);
    }

    private CompletionStage<Reply> create(Call call) {
        Fields body = call.body();
        Optional<String> id = body.optionalString(ID).map(text -> Call.uuid(ID, text));
        Map<String, Object> metadata = body.map("metadata");
        Supersteps supersteps = Supersteps.read(body);
        if (IfExists.doNothing(body)) {
            Optional<AgentThread> present =
                    id.flatMap(known -> platform.threads().find(call.tenant(), known));
            if (present.isPresent()) {
                return completedFuture(Reply.json(shape(call.tenant(), present.get())));
            }
        }
        return platform.threads()
                .create(call.tenant(), id, metadata, call.idempotency())
                .thenCompose(thread -> supersteps.apply(platform.threads(), call, thread))
                .thenApply(thread -> Reply.json(shape(call.tenant(), thread)));
    }

    private Map<String, @Nullable Object> shape(String tenant, AgentThread thread) {
        return Shapes.thread(
                thread, platform.threads().state(tenant, thread.id(), Optional.empty()));
    }

    private CompletionStage<Reply> get(Call call) {
        String id = call.uuid(ID);
        AgentThread thread =
                platform.threads()
                        .find(call.tenant(), id)
                        .orElseThrow(() -> Problem.of(404, "There is no thread " + id));
        return completedFuture(Reply.json(shape(call.tenant(), thread)));
    }

    private CompletionStage<Reply> update(Call call) {
        return platform.threads()
                .update(call.tenant(), call.uuid(ID), call.body().map("metadata"))
                .thenApply(thread -> Reply.json(shape(call.tenant(), thread)));
    }

    private CompletionStage<Reply> delete(Call call) {
        return platform.threads()
                .delete(call.tenant(), call.uuid(ID))
                .thenApply(done -> Reply.empty(204));
    }

    private CompletionStage<Reply> copy(Call call) {
        return platform.threads()
                .copy(
                        call.tenant(),
                        call.uuid(ID),
                        CheckpointRef.in(call.body()),
                        call.idempotency())
                .thenApply(thread -> Reply.json(shape(call.tenant(), thread)));
    }

    private CompletionStage<Reply> search(Call call) {
        Fields body = call.body();
        Search search = SearchBody.of(body, SORTABLE);
        Optional<List<String>> select = SearchBody.select(body);
        boolean values = select.map(names -> names.contains("values")).orElse(true);
        return completedFuture(
                SearchBody.page(
                        platform.threads().search(call.tenant(), search),
                        search,
                        select,
                        thread -> values ? shape(call.tenant(), thread) : Shapes.thread(thread)));
    }

    private CompletionStage<Reply> count(Call call) {
        Search search = SearchBody.of(call.body(), SORTABLE).page(1, 0);
        return completedFuture(
                Reply.json(platform.threads().search(call.tenant(), search).total()));
    }

    private CompletionStage<Reply> prune(Call call) {
        Fields body = call.body();
        String strategy = body.optionalString("strategy").orElse("delete");
        if (!strategy.equals("delete")) {
            throw new FieldProblem("strategy", "must be delete: nothing else is supported");
        }
        List<String> ids =
                body.texts("thread_ids").stream().map(id -> Call.uuid("thread_ids", id)).toList();
        List<String> present =
                ids.stream()
                        .filter(id -> platform.threads().find(call.tenant(), id).isPresent())
                        .toList();
        return Stages.each(present, id -> platform.threads().delete(call.tenant(), id))
                .thenApply(done -> Reply.json(Map.of("pruned_count", present.size())));
    }
}
