package io.demijohn.gateway.internal.admin;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.json.Json;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ModelInfo;
import io.demijohn.tool.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin}: agent definitions, and what they can be made of. */
public final class AdminApi {

    private static final String NAME = "name";

    private final Platform platform;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     */
    public AdminApi(Platform platform) {
        this.platform = platform;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.add("GET", "/admin/agents", this::list)
                .add("POST", "/admin/agents", this::create)
                .add("GET", "/admin/agents/{name}", this::get)
                .add("PUT", "/admin/agents/{name}", this::update)
                .add("DELETE", "/admin/agents/{name}", this::delete)
                .add("GET", "/admin/agents/{name}/versions", this::versions)
                .add("GET", "/admin/models", this::models)
                .add("GET", "/admin/tools", this::tools);
    }

    private CompletionStage<Reply> list(Call call) {
        return completedFuture(
                Reply.json(
                        platform.agents().list(call.tenant()).stream()
                                .map(AgentBody::write)
                                .toList()));
    }

    private CompletionStage<Reply> create(Call call) {
        AgentSpec spec = AgentBody.read(call.body(), Optional.empty());
        AgentVersion made = made(call, spec);
        Reply.Whole reply = Reply.json(AgentBody.write(made));
        Reply.Whole created = new Reply.Whole(201, reply.type(), reply.headers(), reply.body());
        return completedFuture(Reply.with(created, "Location", "/admin/agents/" + spec.name()));
    }

    // Answers are kept in memory for a while only; after that an agent that is the same will do.
    private AgentVersion made(Call call, AgentSpec spec) {
        try {
            return platform.agents().create(call.tenant(), spec);
        } catch (AgentException e) {
            boolean again =
                    e.kind() == AgentException.Kind.EXISTS && call.idempotency().isPresent();
            return first(call.tenant(), spec).filter(same -> again).orElseThrow(() -> e);
        }
    }

    private Optional<AgentVersion> first(String tenant, AgentSpec spec) {
        return platform.agents().versions(tenant, spec.name()).stream()
                .filter(version -> version.version() == 1 && version.spec().equals(spec))
                .findFirst();
    }

    private CompletionStage<Reply> get(Call call) {
        String name = call.path(NAME);
        return completedFuture(
                Reply.json(
                        AgentBody.write(
                                platform.agents()
                                        .find(call.tenant(), name)
                                        .orElseThrow(
                                                () ->
                                                        Problem.of(
                                                                404,
                                                                "There is no agent " + name)))));
    }

    private CompletionStage<Reply> update(Call call) {
        AgentSpec spec = AgentBody.read(call.body(), Optional.of(call.path(NAME)));
        return completedFuture(
                Reply.json(AgentBody.write(platform.agents().update(call.tenant(), spec))));
    }

    private CompletionStage<Reply> delete(Call call) {
        platform.agents().delete(call.tenant(), call.path(NAME));
        return completedFuture(Reply.empty(204));
    }

    private CompletionStage<Reply> versions(Call call) {
        return completedFuture(
                Reply.json(
                        platform.agents().versions(call.tenant(), call.path(NAME)).stream()
                                .map(AgentBody::write)
                                .toList()));
    }

    private CompletionStage<Reply> models(Call call) {
        return completedFuture(
                Reply.json(platform.router().models().stream().map(AdminApi::model).toList()));
    }

    private static Map<String, Object> model(ModelInfo model) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", model.name());
        out.put("provider", model.provider());
        out.put("metadata", model.metadata());
        return out;
    }

    private CompletionStage<Reply> tools(Call call) {
        return completedFuture(
                Reply.json(platform.tools().tools().stream().map(AdminApi::tool).toList()));
    }

    private static Map<String, @Nullable Object> tool(ToolSpec tool) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("name", tool.name());
        out.put("description", tool.description());
        out.put("parameters", Json.read(tool.parameters().getBytes(StandardCharsets.UTF_8)));
        out.put("side_effect", tool.sideEffect().name().toLowerCase(Locale.ROOT));
        out.put("time_limit_seconds", tool.timeLimit().toMillis() / 1e3);
        return out;
    }
}
