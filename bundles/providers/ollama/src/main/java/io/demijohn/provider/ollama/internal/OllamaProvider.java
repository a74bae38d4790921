package io.demijohn.provider.ollama.internal;

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

/** One chat model from one configuration. */
@Component(
        immediate = true,
        configurationPid = OllamaProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OllamaProvider.Config.class, factory = true)
public final class OllamaProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.ollama";

    /** What a {@code io.demijohn.provider.ollama-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn model in Ollama")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "";

        @AttributeDefinition(description = "The address before /api/chat")
        String base_url() default "http://127.0.0.1:11434";

        @AttributeDefinition(description = "Ollama's name of the model; name when empty")
        String model() default "";

        @AttributeDefinition(description = "secret:NAME, or empty for none")
        String api_key() default "";

        @AttributeDefinition(description = "Name: value, or Name: secret:NAME; one a line")
        String[] headers() default {};

        @AttributeDefinition(description = "Allow http to another machine")
        boolean allow_insecure() default false;

        @AttributeDefinition(description = "How long the model stays in memory: 5m, or -1")
        String keep_alive() default "";

        @AttributeDefinition(description = "Tokens that the model can look at; 0 leaves it")
        int context_tokens() default 0;

        @AttributeDefinition(description = "Milliseconds until the connection stands")
        long connect_timeout_ms() default 5_000;

        @AttributeDefinition(description = "Milliseconds until the first piece of an answer")
        long first_token_timeout_ms() default 120_000;

        @AttributeDefinition(description = "Milliseconds between two pieces of an answer")
        long idle_timeout_ms() default 60_000;

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
    public OllamaProvider(
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
                OllamaAddress.endpoint(config.base_url(), config.allow_insecure(), headers);
        long context = ConfigFields.whole("context.tokens", config::context_tokens, 0, 1 << 24);
        Residence residence = new Residence(config.keep_alive().strip(), (int) context);
        Line line = new Line(name, endpoint, new OllamaErrors(), limits, TickClock.system());
        ModelInfo info = new ModelInfo(name, "ollama", Map.of("model", model));
        return new Outlet.Offer<>(
                new RemoteModel(info, new OllamaDialect(new RequestWriter(model, residence)), line),
                () -> line.close(limits.drain()),
                Map.of(ChatModel.CREDENTIAL, endpoint.fingerprint()));
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
