package io.demijohn.provider.openai.internal;

import io.demijohn.outbound.internal.exchange.BaseUrl;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.secret.Secret;
import java.util.Map;

/** Where one speaks OpenAI's API. */
final class OpenAiAddress {

    private static final String EXAMPLE = "https://api.openai.com/v1";

    private OpenAiAddress() {}

    static Endpoint endpoint(String url, boolean allowInsecure, Map<String, Secret> headers) {
        return new Endpoint(BaseUrl.check(url, allowInsecure, EXAMPLE), Map.of(), headers);
    }
}
