package io.demijohn.gateway.internal;

import io.demijohn.gateway.internal.admin.AdminApi;
import io.demijohn.gateway.internal.agents.AssistantsApi;
import io.demijohn.gateway.internal.agents.RunsApi;
import io.demijohn.gateway.internal.agents.StateApi;
import io.demijohn.gateway.internal.agents.ThreadsApi;
import io.demijohn.gateway.internal.anthropic.AnthropicApi;
import io.demijohn.gateway.internal.http.Access;
import io.demijohn.gateway.internal.http.Dialect;
import io.demijohn.gateway.internal.http.Routes;
import io.demijohn.gateway.internal.model.ModelCalls;
import io.demijohn.gateway.internal.openai.OpenAiApi;
import io.demijohn.gateway.internal.operations.OperationsApi;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.gateway.internal.responses.Desk;
import io.demijohn.gateway.internal.responses.ResponsesApi;
import io.demijohn.gateway.internal.tenants.KeysApi;
import io.demijohn.gateway.internal.tenants.UsageApi;
import java.time.InstantSource;

/** All routes. */
final class Api {

    private Api() {}

    static Routes routes(Platform platform, Desk desk, InstantSource clock, String version) {
        Routes.Builder routes = new Routes.Builder();
        new OperationsApi(platform, version).register(routes);
        routes.section(Access.KEY, Dialect.AGENTS);
        new AssistantsApi(platform).register(routes);
        new ThreadsApi(platform).register(routes);
        new StateApi(platform).register(routes);
        new RunsApi(platform).register(routes);
        routes.section(Access.KEY, Dialect.OPENAI);
        ModelCalls calls = new ModelCalls(platform, clock);
        new OpenAiApi(platform, calls).register(routes);
        new ResponsesApi(desk).register(routes);
        new UsageApi(platform, clock).register(routes);
        routes.section(Access.KEY, Dialect.ANTHROPIC);
        new AnthropicApi(calls).register(routes);
        routes.section(Access.ADMIN, Dialect.ADMIN);
        new AdminApi(platform).register(routes);
        new KeysApi(platform).register(routes);
        return routes.build();
    }
}
