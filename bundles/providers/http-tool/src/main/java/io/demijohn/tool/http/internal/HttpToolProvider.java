package io.demijohn.tool.http.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.outbound.internal.config.ConfigFields;
import io.demijohn.outbound.internal.config.HeaderValues;
import io.demijohn.outbound.internal.config.Outlet;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * One HTTP tool from one configuration. A configuration with a mistake, or with a secret that is
 * not there, registers no tool, and its health says what to correct.
 */
@Component(
        immediate = true,
        configurationPid = HttpToolProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HttpToolProvider.Config.class, factory = true)
public final class HttpToolProvider implements HealthCheck {

    static final String PID = "io.demijohn.tool.http";

    /** What a {@code io.demijohn.tool.http-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn HTTP tool")
    public @interface Config {

        @AttributeDefinition(description = "By which models call it")
        String name() default "";

        @AttributeDefinition(description = "Tells the model when and how to use it")
        String description() default "";

        @AttributeDefinition(description = "JSON Schema of the arguments, or a file with it")
        String parameters() default "{\"type\":\"object\",\"additionalProperties\":false}";

        @AttributeDefinition(description = "GET, HEAD, POST, PUT, PATCH or DELETE")
        String method() default "GET";

        @AttributeDefinition(description = "Address with {argument} placeholders behind the host")
        String url() default "";

        @AttributeDefinition(description = "Name: value, or Name: secret:NAME; one a line")
        String[] headers() default {};

        @AttributeDefinition(description = "NONE, IDEMPOTENT or EFFECTFUL; by method when empty")
        String side_effect() default "";

        @AttributeDefinition(description = "How long one call may take")
        long time_limit_ms() default 30_000;

        @AttributeDefinition(description = "The most that is read of an answer")
        int max_response_bytes() default 256 * 1024;

        @AttributeDefinition(description = "Allow addresses that are not public")
        boolean allow_private_addresses() default false;

        @AttributeDefinition(description = "How long open calls may go on when the tool is stopped")
        long drain_timeout_ms() default 10_000;
    }

    private final String name;
    private final Outlet<ToolExecutor> outlet;
    private final Runnable watching;

    /** Reads the configuration and registers the tool. */
    @Activate
    public HttpToolProvider(
            BundleContext bundle,
            Config config,
            @Reference Outbound outbound,
            @Reference SecretWatch watch,
            @Reference(policyOption = ReferencePolicyOption.GREEDY)
                    List<SecretResolver> resolvers) {
        HeaderValues values = new HeaderValues(resolvers, "idempotency-key");
        this.name = "tool-" + config.name();
        this.outlet =
                new Outlet<>(
                        "HTTP tool " + config.name(),
                        PID,
                        () -> values.headers(config.headers()),
                        headers -> offer(config, outbound, headers),
                        (tool, properties) ->
                                bundle.registerService(
                                                ToolExecutor.class,
                                                tool,
                                                FrameworkUtil.asDictionary(properties))
                                        ::unregister);
        outlet.refresh();
        this.watching = watch.every(outlet::refresh);
    }

    private static Outlet.Offer<ToolExecutor> offer(
            Config config, Outbound outbound, Map<String, Secret> headers) {
        Duration drain =
                Duration.ofMillis(
                        ConfigFields.whole(
                                "drain.timeout.ms", config::drain_timeout_ms, 0, 60_000));
        HttpTool tool = tool(config, outbound, headers);
        return new Outlet.Offer<>(tool, () -> tool.close(drain));
    }

    static HttpTool tool(Config config, Outbound outbound, Map<String, Secret> headers) {
        UrlTemplate url = new UrlTemplate(ConfigFields.text("url", config.url()));
        Method method = ToolFields.constant("method", Method.class, config.method());
        ToolSpec spec =
                new ToolSpec(
                        ConfigFields.text("name", config.name()),
                        ConfigFields.text("description", config.description()),
                        ToolFields.schema(config.parameters(), url.names()),
                        config.side_effect().isBlank()
                                ? method.sideEffect()
                                : ToolFields.constant(
                                        "side.effect", SideEffect.class, config.side_effect()),
                        Duration.ofMillis(
                                ConfigFields.whole(
                                        "time.limit.ms", config::time_limit_ms, 1, 600_000)));
        Endpoint endpoint =
                new Endpoint(
                        method,
                        url,
                        headers,
                        (int)
                                ConfigFields.whole(
                                        "max.response.bytes",
                                        config::max_response_bytes,
                                        1,
                                        64 << 20));
        return new HttpTool(
                spec,
                endpoint,
                outbound.client(config.allow_private_addresses()),
                TickClock.system());
    }

    /** Takes the tool away, so that no new call comes, and then lets the open ones finish. */
    @Deactivate
    void deactivate() {
        watching.run();
        outlet.close();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health check() {
        return outlet.health();
    }
}
