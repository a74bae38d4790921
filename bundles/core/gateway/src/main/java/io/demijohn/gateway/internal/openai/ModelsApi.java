package io.demijohn.gateway.internal.openai;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.model.ModelInfo;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/models}: OpenAI and Anthropic have one path for two shapes. A request that names a
 * version of Anthropic's API gets Anthropic's.
 */
final class ModelsApi {

    private final Platform platform;
    private final ModelShapes shapes;

    ModelsApi(Platform platform, Instant since) {
        this.platform = platform;
        this.shapes = new ModelShapes(since);
    }

    void register(Routes.Builder routes) {
        routes.add("GET", "/v1/models", this::list).add("GET", "/v1/models/{model}", this::one);
    }

    private CompletionStage<Reply> list(Call call) {
        if (forAnthropic(call)) {
            ModelPage page = ModelPage.of(List.copyOf(all(call).values()), call.query());
            return completedFuture(Reply.json(shapes.anthropic(page)));
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("object", "list");
        out.put("data", all(call).values().stream().map(shapes::openAi).toList());
        return completedFuture(Reply.json(out));
    }

    private CompletionStage<Reply> one(Call call) {
        String name = call.path("model");
        ModelInfo model = all(call).get(name);
        if (model == null) {
            throw Problem.of(404, "There is no model " + name).withCode("model_not_found");
        }
        return completedFuture(
                Reply.json(forAnthropic(call) ? shapes.anthropic(model) : shapes.openAi(model)));
    }

    private static boolean forAnthropic(Call call) {
        return call.header(Dialect.ANTHROPIC_HEADER).isPresent();
    }

    /**
     * By name; a chat model or a route hides an embedding model of its name. None but the key's.
     */
    private Map<String, ModelInfo> all(Call call) {
        Map<String, ModelInfo> all = new TreeMap<>();
        put(all, platform.router().embedders());
        put(all, platform.router().models());
        all.keySet().removeIf(name -> !call.principal().mayAsk(name));
        return all;
    }

    private static void put(Map<String, ModelInfo> all, Collection<ModelInfo> models) {
        models.forEach(model -> all.put(model.name(), model));
    }
}
