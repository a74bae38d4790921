package io.demijohn.gateway.internal.agents;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.AssistantPatch;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /assistants}. */
public final class AssistantsApi {

    private static final Set<String> SORTABLE =
            Set.of("assistant_id", "graph_id", "name", "created_at", "updated_at");
    private static final String ID = "assistant_id";

    private final Platform platform;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public AssistantsApi(Platform platform) {
        this.platform = platform;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.addLasting("POST", "/assistants", this::create)
                .add("POST", "/assistants/search", this::search)
                .add("POST", "/assistants/count", this::count)
                .add("GET", "/assistants/{assistant_id}", this::get)
                .add("PATCH", "/assistants/{assistant_id}", this::update)
                .add("DELETE", "/assistants/{assistant_id}", this::delete)
                .add("POST", "/assistants/{assistant_id}/versions", this::versions)
                .add("POST", "/assistants/{assistant_id}/latest", this::latest)
                .add("GET", "/assistants/{assistant_id}/graph", this::graph)
                .add("GET", "/assistants/{assistant_id}/schemas", this::schemas)
                .add("GET", "/assistants/{assistant_id}/subgraphs", this::subgraphs)
                .add("GET", "/assistants/{assistant_id}/subgraphs/{namespace}", this::subgraphs);
    }

    private CompletionStage<Reply> create(Call call) {
        Fields body = call.body();
        String graph = body.string("graph_id");
        Optional<String> id = body.optionalString(ID).map(text -> Call.uuid(ID, text));
        boolean keep = IfExists.doNothing(body);
        Optional<Assistant> present =
                keep
                        ? id.flatMap(i -> platform.assistants().find(call.tenant(), i))
                        : Optional.empty();
        AssistantPatch patch = patch(body, Optional.of(graph));
        return completedFuture(
                Reply.json(
                        Shapes.assistant(
                                present.orElseGet(
                                        () ->
                                                platform.assistants()
                                                        .create(
                                                                call.tenant(),
                                                                id,
                                                                patch,
                                                                call.idempotency())))));
    }

    private static AssistantPatch patch(Fields body, Optional<String> graph) {
        return new AssistantPatch(
                graph,
                body.optionalString("name"),
                body.optionalString("description"),
                body.has("config") ? Optional.of(ConfigIn.read(body)) : Optional.empty(),
                map(body, "context"),
                map(body, "metadata"));
    }

    private static Optional<Map<String, Object>> map(Fields body, String name) {
        return body.has(name) ? Optional.of(body.map(name)) : Optional.empty();
    }

    private CompletionStage<Reply> get(Call call) {
        return completedFuture(Reply.json(Shapes.assistant(find(call))));
    }

    private Assistant find(Call call) {
        String id = idOrName(call);
        return platform.assistants()
                .find(call.tenant(), id)
                .orElseThrow(() -> Problem.of(404, "There is no assistant " + id));
    }

    // An agent's name stands for its default assistant; whatever else must be a UUID.
    private static String idOrName(Call call) {
        String text = call.path(ID);
        return text.matches("[a-z][a-z0-9_-]{0,63}") && !text.matches("[0-9a-f-]{36}")
                ? text
                : call.uuid(ID);
    }

    private CompletionStage<Reply> update(Call call) {
        Fields body = call.body();
        return completedFuture(
                Reply.json(
                        Shapes.assistant(
                                platform.assistants()
                                        .update(
                                                call.tenant(),
                                                idOrName(call),
                                                patch(body, body.optionalString("graph_id"))))));
    }

    private CompletionStage<Reply> delete(Call call) {
        Assistant assistant = find(call);
        platform.assistants().delete(call.tenant(), assistant.id());
        if (!call.query().flag("delete_threads")) {
            return completedFuture(Reply.empty(204));
        }
        return deleteThreads(call.tenant(), assistant.id()).thenApply(done -> Reply.empty(204));
    }

    private CompletionStage<Void> deleteThreads(String tenant, String assistantId) {
        Search mine =
                Search.ALL
                        .withMetadata(Map.of(ID, assistantId))
                        .sorted("created_at", true)
                        .page(1000, 0);
        return Stages.all(
                () ->
                        platform.threads().search(tenant, mine).items().stream()
                                .map(AgentThread::id)
                                .toList(),
                ids -> deleteThreads(tenant, ids));
    }

    private CompletionStage<Void> deleteThreads(String tenant, List<String> ids) {
        return CompletableFuture.allOf(
                ids.stream()
                        .map(id -> platform.threads().delete(tenant, id).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Reply> search(Call call) {
        Fields body = call.body();
        Search search = SearchBody.of(body, SORTABLE);
        return completedFuture(
                SearchBody.page(
                        platform.assistants().search(call.tenant(), search),
                        search,
                        SearchBody.select(body),
                        Shapes::assistant));
    }

    private CompletionStage<Reply> count(Call call) {
        Search search = SearchBody.of(call.body(), SORTABLE).page(1, 0);
        return completedFuture(
                Reply.json(platform.assistants().search(call.tenant(), search).total()));
    }

    private CompletionStage<Reply> versions(Call call) {
        Fields body = call.body();
        int limit = body.optionalInt("limit", 1, 1000).orElse(10);
        int offset = body.optionalInt("offset", 0, Integer.MAX_VALUE).orElse(0);
        Map<String, Object> wanted = body.map("metadata");
        return completedFuture(
                Reply.json(
                        platform.assistants().versions(call.tenant(), idOrName(call)).stream()
                                .filter(a -> Containment.holds(a.metadata(), wanted))
                                .skip(offset)
                                .limit(limit)
                                .map(Shapes::assistant)
                                .toList()));
    }

    private CompletionStage<Reply> latest(Call call) {
        int version =
                call.body()
                        .optionalInt("version", 1, Integer.MAX_VALUE)
                        .orElseThrow(() -> new FieldProblem("version", "is missing"));
        return completedFuture(
                Reply.json(
                        Shapes.assistant(
                                platform.assistants()
                                        .setLatest(call.tenant(), idOrName(call), version))));
    }

    private CompletionStage<Reply> graph(Call call) {
        Assistant assistant = find(call);
        boolean tools =
                platform.agents()
                        .find(call.tenant(), assistant.graphId())
                        .map(agent -> !agent.spec().tools().isEmpty())
                        .orElse(false);
        return completedFuture(Reply.json(Graph.of(tools)));
    }

    private CompletionStage<Reply> schemas(Call call) {
        return completedFuture(Reply.json(Graph.schemas(find(call).graphId())));
    }

    private CompletionStage<Reply> subgraphs(Call call) {
        find(call);
        return completedFuture(Reply.json(Map.of()));
    }
}
