package io.demijohn.provider.ollama.internal;

import io.demijohn.outbound.internal.exchange.BaseUrl;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.secret.Secret;
import java.net.URI;
import java.util.Map;

/** Where an Ollama listens. */
final class OllamaAddress {

    private static final String EXAMPLE = "http://127.0.0.1:11434";

    private OllamaAddress() {}

    static Endpoint endpoint(String url, boolean allowInsecure, Map<String, Secret> headers) {
        URI base = BaseUrl.check(url, allowInsecure, EXAMPLE);
        if (String.valueOf(base.getPath()).matches(".*/(api|v1)/?")) {
            throw new IllegalArgumentException("base.url must end before /api, as in " + EXAMPLE);
        }
        return new Endpoint(base, Map.of(), headers);
    }
}
