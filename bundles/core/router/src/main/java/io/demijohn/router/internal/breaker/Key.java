package io.demijohn.router.internal.breaker;

import io.demijohn.model.ModelInfo;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What a breaker stands before.
 *
 * @param kind {@code chat} or {@code embeddings} for a provider, and for a plugin {@code plugin} or
 *     {@code plugin-embeddings}
 * @param provider who serves the model
 * @param model its name
 * @param instance the credential's name, or the service that has none to tell
 * @param lasting whether another service may have the same key later, so that its breaker is kept
 */
public record Key(String kind, String provider, String model, String instance, boolean lasting) {

    /** Of models that chat. */
    public static final String CHAT = "chat";

    /** Of models that make vectors. */
    public static final String EMBEDDINGS = "embeddings";

    private static final String PLUGIN = "plugin";
    private static final int LONGEST = 64;

    private static final AttributeKey<String> KIND =
            AttributeKey.stringKey("demijohn.breaker.kind");
    private static final AttributeKey<String> PROVIDER =
            AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> MODEL =
            AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> INSTANCE =
            AttributeKey.stringKey("demijohn.breaker.instance");

    /**
     * Of a provider's model with one credential.
     *
     * @param kind of models
     * @param info the model
     * @param credential its name, when the service has that property
     * @param serviceId stands for the credential when it has not
     * @return the key
     */
    public static Key provider(
            String kind, ModelInfo info, @Nullable Object credential, long serviceId) {
        boolean named = credential instanceof String name && !name.isBlank();
        String instance = named ? cut(String.valueOf(credential)) : service(serviceId);
        return new Key(kind, info.provider(), info.name(), instance, named);
    }

    /**
     * Of a plugin's service.
     *
     * @param kind of models
     * @param info the model
     * @param serviceId the service
     * @return the key
     */
    public static Key plugin(String kind, ModelInfo info, long serviceId) {
        String plugin = kind.equals(CHAT) ? PLUGIN : PLUGIN + "-" + kind;
        return new Key(plugin, info.provider(), info.name(), service(serviceId), false);
    }

    private static String cut(String name) {
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }

    private static String service(long id) {
        return "service-" + id;
    }

    boolean isPlugin() {
        return kind.startsWith(PLUGIN);
    }

    /**
     * How people name it.
     *
     * @return unique
     */
    public String id() {
        return (kind.equals(CHAT) ? "" : kind + ":") + provider + "/" + model + "/" + instance;
    }

    String subject() {
        return (isPlugin() ? "the plugin of model " : "model ")
                + model
                + " ("
                + provider
                + ", "
                + instance
                + ")";
    }

    Attributes labels() {
        return Attributes.of(KIND, kind, PROVIDER, provider, MODEL, model, INSTANCE, instance);
    }
}
