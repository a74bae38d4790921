package io.demijohn.provider.openai.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks an address before a key is sent to it. */
final class BaseUrl {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");

    private BaseUrl() {}

    static URI check(String value, boolean allowInsecure) {
        URI uri = parse(value.strip());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw wrong();
        }
        boolean local = LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
        if (scheme.equals("http") && !local && !allowInsecure) {
            throw new IllegalArgumentException(
                    "base.url must begin with https://, because the key would travel in the open;"
                            + " or set allow.insecure = true");
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw wrong();
        }
        return uri;
    }

    private static URI parse(String value) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw wrong();
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "base.url must be an address like https://api.openai.com/v1, without a user name");
    }
}
