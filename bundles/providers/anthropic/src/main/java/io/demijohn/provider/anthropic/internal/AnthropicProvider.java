package io.demijohn.provider.anthropic.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.chat.RemoteModel;
import io.demijohn.outbound.internal.config.ConfigFields;
import io.demijohn.outbound.internal.config.Outlet;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
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
import org.osgi.service.metatype.annotations.Option;

/** One chat model from one configuration. */
@Component(
        immediate = true,
        configurationPid = AnthropicProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AnthropicProvider.Config.class, factory = true)
public final class AnthropicProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.anthropic";

    /** What a {@code io.demijohn.provider.anthropic-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn model with Anthropic's API")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "";

        @AttributeDefinition(description = "The address before /v1/messages")
        String base_url() default "https://api.anthropic.com";

        @AttributeDefinition(description = "The provider's name of the model; name when empty")
        String model() default "";

        @AttributeDefinition(description = "secret:NAME, or empty for none")
        String api_key() default "";

        @AttributeDefinition(description = "Name: value, or Name: secret:NAME; one a line")
        String[] headers() default {};

        @AttributeDefinition(description = "Allow http to another machine")
        boolean allow_insecure() default false;

        @AttributeDefinition(description = "The most output tokens when a request does not say")
        int max_tokens() default 4096;

        @AttributeDefinition(
                description = "What the provider may keep in its cache",
                options = {@Option("off"), @Option("instructions"), @Option("conversation")})
        String prompt_cache() default "off";

        @AttributeDefinition(
                description = "For how long",
                options = {@Option("5m"), @Option("1h")})
        String prompt_cache_ttl() default "5m";

        @AttributeDefinition(description = "Send on what callers of Anthropic's dialect wrote")
        boolean pass_through() default true;

        @AttributeDefinition(description = "Whether the provider has /v1/messages/count_tokens")
        boolean count_tokens() default true;

        @AttributeDefinition(description = "Milliseconds until the connection stands")
        long connect_timeout_ms() default 5_000;

        @AttributeDefinition(description = "Milliseconds until the first piece of an answer")
        long first_token_timeout_ms() default 30_000;

        @AttributeDefinition(description = "Milliseconds between two pieces of an answer")
        long idle_timeout_ms() default 30_000;

        @AttributeDefinition(description = "The largest answer")
        long max_response_bytes() default 16L << 20;

        @AttributeDefinition(
                description = "How long open calls may go on when the model is stopped")
        long drain_timeout_ms() default 10_000;
    }

    private final String name;
    private final Outlet<ChatModel> outlet;
    private final Runnable watching;

    /** Reads the configuration and registers the model. */
    @Activate
    public AnthropicProvider(
            BundleContext bundle,
            Config config,
            @Reference SecretWatch watch,
            @Reference(policyOption = ReferencePolicyOption.GREEDY)
                    List<SecretResolver> resolvers) {
        Credentials credentials = new Credentials(resolvers);
        this.name = "model-" + config.name();
        this.outlet =
                new Outlet<>(
                        "model " + config.name(),
                        PID,
                        () -> credentials.headers(config.api_key(), config.headers()),
                        headers -> offer(config, headers),
                        (model, properties) ->
                                bundle.registerService(
                                                ChatModel.class,
                                                model,
                                                FrameworkUtil.asDictionary(properties))
                                        ::unregister);
        outlet.refresh();
        this.watching = watch.every(outlet::refresh);
    }

    private static Outlet.Offer<ChatModel> offer(Config config, Map<String, Secret> headers) {
        String name = ConfigFields.text("name", config.name());
        String model = config.model().isBlank() ? name : config.model().strip();
        Limits limits =
                new Limits(
                        ConfigFields.millis("connect.timeout.ms", config::connect_timeout_ms),
                        ConfigFields.millis(
                                "first.token.timeout.ms", config::first_token_timeout_ms),
                        ConfigFields.millis("idle.timeout.ms", config::idle_timeout_ms),
                        ConfigFields.whole(
                                "max.response.bytes", config::max_response_bytes, 1024, 1 << 30),
                        ConfigFields.millis("drain.timeout.ms", config::drain_timeout_ms));
        Endpoint endpoint =
                AnthropicAddress.endpoint(config.base_url(), config.allow_insecure(), headers);
        RequestWriter writer = writer(model, config);
        Line line = new Line(name, endpoint, new AnthropicErrors(), limits, TickClock.system());
        ModelInfo info = new ModelInfo(name, "anthropic", Map.of("model", model));
        return new Outlet.Offer<>(
                new RemoteModel(info, new AnthropicDialect(writer, config.count_tokens()), line),
                () -> line.close(limits.drain()),
                Map.of(ChatModel.CREDENTIAL, endpoint.fingerprint()));
    }

    private static RequestWriter writer(String model, Config config) {
        long most = ConfigFields.whole("max.tokens", config::max_tokens, 1, 1_000_000);
        PromptCache cache =
                PromptCache.of(config.prompt_cache().strip(), config.prompt_cache_ttl().strip());
        return new RequestWriter(model, (int) most, cache, config.pass_through());
    }

    /** Takes the model away, so that no new call comes, and then lets the open ones finish. */
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
