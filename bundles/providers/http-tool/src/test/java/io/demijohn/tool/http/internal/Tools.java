package io.demijohn.tool.http.internal;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.outbound.internal.config.HeaderValues;
import io.demijohn.secret.Secret;
import io.demijohn.testkit.config.TypedConfig;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Tools made as a configuration makes them. */
final class Tools {

    static final String SECRET = "CANARY-77aa";

    private static final String ANY_PARAMETERS =
            "{\"type\":\"object\",\"properties\":{\"id\":{},\"q\":{},\"other\":{}}}";

    private Tools() {}

    static HttpTool of(Outbound outbound, Map<String, Object> values) {
        HttpToolProvider.Config config = TypedConfig.of(HttpToolProvider.Config.class, values);
        HeaderValues headers =
                new HeaderValues(
                        List.of(
                                name ->
                                        name.equals("TOKEN")
                                                ? Optional.of(new Secret(SECRET))
                                                : Optional.empty()));
        return HttpToolProvider.tool(config, outbound, headers.headers(config.headers()));
    }

    static HttpTool of(Outbound outbound, String method, String url, boolean allowPrivate) {
        return of(
                outbound,
                Map.of(
                        "name",
                        "t",
                        "description",
                        "calls",
                        "parameters",
                        ANY_PARAMETERS,
                        "method",
                        method,
                        "url",
                        url,
                        "headers",
                        new String[] {"X-Token: secret:TOKEN"},
                        "max.response.bytes",
                        10_000,
                        "allow.private.addresses",
                        allowPrivate));
    }

    static ToolResult call(HttpTool tool, Map<String, Object> arguments) {
        return tool.execute(
                        new ToolInvocation("c", "key-1", arguments),
                        new CallContext(
                                "default",
                                "r",
                                Optional.of("00-trace"),
                                Instant.now().plus(Duration.ofSeconds(10)),
                                Cancellation.NEVER))
                .toCompletableFuture()
                .join();
    }

    static ToolException failure(HttpTool tool, Map<String, Object> arguments) {
        try {
            ToolResult result = call(tool, arguments);
            throw new AssertionError("the call should have failed: " + result);
        } catch (CompletionException e) {
            return (ToolException) e.getCause();
        }
    }
}
