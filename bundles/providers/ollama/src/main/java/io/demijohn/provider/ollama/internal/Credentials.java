package io.demijohn.provider.ollama.internal;

import io.demijohn.outbound.internal.config.HeaderValues;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretReference;
import io.demijohn.secret.SecretResolver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes request headers of configuration values and secrets. A server of one's own needs none. */
final class Credentials {

    private static final String KEY = "api.key";

    private final HeaderValues values;

    Credentials(List<SecretResolver> resolvers) {
        values = new HeaderValues(resolvers);
    }

    Map<String, Secret> headers(String apiKey, String[] more) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        SecretReference.parse(KEY, apiKey)
                .ifPresent(
                        reference ->
                                headers.put(
                                        "Authorization",
                                        new Secret("Bearer " + values.find(KEY, reference))));
        headers.putAll(values.headers(more));
        return headers;
    }
}
