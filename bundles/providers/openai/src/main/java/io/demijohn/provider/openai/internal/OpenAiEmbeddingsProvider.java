package io.demijohn.provider.openai.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.model.ChatModel;
import io.demijohn.model.Embedder;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.config.ConfigFields;
import io.demijohn.outbound.internal.config.Outlet;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** One embedding model from one configuration. */
@Component(
        immediate = true,
        configurationPid = OpenAiEmbeddingsProvider.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OpenAiEmbeddingsProvider.Config.class, factory = true)
public final class OpenAiEmbeddingsProvider implements HealthCheck {

    static final String PID = "io.demijohn.provider.openai.embeddings";

    /** What a {@code io.demijohn.provider.openai.embeddings-NAME.cfg} can say. */
    @ObjectClassDefinition(name = "Demijohn embedding model with OpenAI's API")
    public @interface Config {

        @AttributeDefinition(description = "The model's name in Demijohn")
        String name() default "";

        @AttributeDefinition(description = "The address before /embeddings")
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

        @AttributeDefinition(description = "Length of the vectors; 0 leaves it to the model")
        int dimensions() default 0;

        @AttributeDefinition(description = "Milliseconds until the connection stands")
        long connect_timeout_ms() default 5_000;

        @AttributeDefinition(description = "Milliseconds until an answer")
        long answer_timeout_ms() default 30_000;

        @AttributeDefinition(description = "The largest answer")
        long max_response_bytes() default 64L << 20;

        @AttributeDefinition(
                description = "How long open calls may go on when the model is stopped")
        long drain_timeout_ms() default 10_000;
    }

    private final String name;
    private final Outlet<Embedder> outlet;
    private final Runnable watching;

    /** Reads the configuration and registers the model. */
    @Activate
    public OpenAiEmbeddingsProvider(
            BundleContext bundle,
            Config config,
            @Reference SecretWatch watch,
            @Reference(policyOption = ReferencePolicyOption.GREEDY)
                    List<SecretResolver> resolvers) {
        Credentials credentials = new Credentials(resolvers);
        this.name = "embedder-" + config.name();
        this.outlet =
                new Outlet<>(
                        "embedding model " + config.name(),
                        PID,
                        () ->
                                credentials.headers(
                                        config.api_key(), config.organization(), config.headers()),
                        headers -> offer(config, headers),
                        (model, properties) ->
                                bundle.registerService(
                                                Embedder.class,
                                                model,
                                                FrameworkUtil.asDictionary(properties))
                                        ::unregister);
        outlet.refresh();
        this.watching = watch.every(outlet::refresh);
    }

    private static Outlet.Offer<Embedder> offer(Config config, Map<String, Secret> headers) {
        String name = ConfigFields.text("name", config.name());
        String model = config.model().isBlank() ? name : config.model().strip();
        Duration answer = ConfigFields.millis("answer.timeout.ms", config::answer_timeout_ms);
        Limits limits =
                new Limits(
                        ConfigFields.millis("connect.timeout.ms", config::connect_timeout_ms),
                        answer,
                        answer,
                        ConfigFields.whole(
                                "max.response.bytes", config::max_response_bytes, 1024, 1 << 30),
                        ConfigFields.millis("drain.timeout.ms", config::drain_timeout_ms));
        Endpoint endpoint =
                OpenAiAddress.endpoint(config.base_url(), config.allow_insecure(), headers);
        long length = ConfigFields.whole("dimensions", config::dimensions, 0, 1 << 16);
        Line line = new Line(name, endpoint, new OpenAiErrors(), limits, TickClock.system());
        Embedder embedder =
                new OpenAiEmbedder(
                        new ModelInfo(name, "openai", Map.of("model", model)),
                        model,
                        length == 0 ? Optional.empty() : Optional.of((int) length),
                        line);
        return new Outlet.Offer<>(
                embedder,
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
