package io.demijohn.provider.anthropic.internal;

import io.demijohn.outbound.internal.exchange.BaseUrl;
import io.demijohn.outbound.internal.exchange.Endpoint;
import io.demijohn.secret.Secret;
import java.net.URI;
import java.util.Map;

/** Where one speaks Anthropic's API. */
final class AnthropicAddress {

    private static final String EXAMPLE = "https://api.anthropic.com";

    /** The version that this bundle was written for; others differ in what they mean. */
    private static final Map<String, String> FIXED = Map.of("anthropic-version", "2023-06-01");

    private AnthropicAddress() {}

    static Endpoint endpoint(String url, boolean allowInsecure, Map<String, Secret> headers) {
        URI base = BaseUrl.check(url, allowInsecure, EXAMPLE);
        if (String.valueOf(base.getPath()).matches(".*/v1/?")) {
            throw new IllegalArgumentException("base.url must end before /v1, as in " + EXAMPLE);
        }
        return new Endpoint(base, FIXED, headers);
    }
}
