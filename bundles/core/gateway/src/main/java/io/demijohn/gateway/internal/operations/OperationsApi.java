package io.demijohn.gateway.internal.operations;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.demijohn.gateway.internal.http.Access;
import io.demijohn.gateway.internal.http.Call;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Reply;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.platform.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What operators and programs ask: health, metrics, version, the API's description. */
public final class OperationsApi {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Platform platform;
    private final Readiness readiness;
    private final String version;

    /**
     * The routes' endpoints.
     *
     * @param platform the services
     * @param version of the platform
     */
    public OperationsApi(Platform platform, String version) {
        this.platform = platform;
        this.readiness = new Readiness(platform);
        this.version = version;
    }

    /**
     * Adds the routes.
     *
     * @param routes the table
     */
    public void register(Routes.Builder routes) {
        routes.section(Access.OPEN, Dialect.AGENTS)
                .add("GET", "/ok", call -> completedFuture(Reply.json(Map.of("ok", true))))
                .add("GET", "/info", this::info)
                .add("GET", "/openapi.json", call -> Documents.reply("openapi.json"))
                .add(
                        "GET",
                        "/health/live",
                        call -> completedFuture(Reply.json(Map.of("status", "UP"))))
                .add("GET", "/health/ready", call -> completedFuture(readiness.reply()))
                .section(Access.METRICS, Dialect.AGENTS)
                .add("GET", "/metrics", this::metrics)
                .section(Access.ADMIN, Dialect.ADMIN)
                .add("GET", "/admin/openapi.json", call -> Documents.reply("admin-openapi.json"));
    }

    private CompletionStage<Reply> info(Call call) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("version", version);
        out.put("flags", Map.of("assistants", true, "crons", false));
        out.put("metadata", Map.of("platform", "demijohn"));
        return completedFuture(Reply.json(out));
    }

    private CompletionStage<Reply> metrics(Call call) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            platform.metrics().writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return completedFuture(new Reply.Whole(200, PROMETHEUS, Map.of(), out.toByteArray()));
    }
}
