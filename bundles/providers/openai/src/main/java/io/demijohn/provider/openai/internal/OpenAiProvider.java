package io.demijohn.provider.openai.internal;

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
        configurationPid = OpenAiProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OpenAiProvider.Config.class, factory = true)
public final class OpenAiProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.openai";

    /** What a {@code io.demijohn.provider.openai-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn model with OpenAI's API")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "";

        @AttributeDefinition(description = "The address before /chat/completions")
        String base_url() default "https://api.openai.com/v1";

        @AttributeDefinition(description = "The provider's name of the model; name when empty")
        String model() default "";

        @AttributeDefinition(description = "secret:NAME, or empty for none")
        String api_key() default "";

        @AttributeDefinition(description = "Sent as OpenAI-Organization")
        String organization() default "";

        @AttributeDefinition(description = "Name: value, or Name: secret:NAME; one a line")
        String[] headers() default {};

        @AttributeDefinition(description = "Allow http to another machine")
        boolean allow_insecure() default false;

        @AttributeDefinition(
                description = "The field for the limit of output tokens",
                options = {@Option("max_tokens"), @Option("max_completion_tokens")})
        String max_tokens_field() default "max_tokens";

        @AttributeDefinition(description = "Ask for usage at the end of a stream")
        boolean stream_usage() default true;

        @AttributeDefinition(description = "Send on what callers of OpenAI's dialect wrote")
        boolean pass_through() default true;

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
    public OpenAiProvider(
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
                        () ->
                                credentials.headers(
                                        config.api_key(), config.organization(), config.headers()),
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
                OpenAiAddress.endpoint(config.base_url(), config.allow_insecure(), headers);
        RequestWriter writer =
                new RequestWriter(
                        model, tokensField(config), config.stream_usage(), config.pass_through());
        Line line = new Line(name, endpoint, new OpenAiErrors(), limits, TickClock.system());
        ModelInfo info = new ModelInfo(name, "openai", Map.of("model", model));
        return new Outlet.Offer<>(
                new RemoteModel(info, new OpenAiDialect(writer), line),
                () -> line.close(limits.drain()),
                Map.of(ChatModel.CREDENTIAL, endpoint.fingerprint()));
    }

    private static String tokensField(Config config) {
        String field = config.max_tokens_field().strip();
        if (!field.equals("max_tokens") && !field.equals("max_completion_tokens")) {
            throw new IllegalArgumentException(
                    "max.tokens.field must be max_tokens or max_completion_tokens");
        }
        return field;
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
