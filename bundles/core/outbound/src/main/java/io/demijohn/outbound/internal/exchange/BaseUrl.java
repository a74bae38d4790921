package io.demijohn.outbound.internal.exchange;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks an address before a key is sent to it. */
public final class BaseUrl {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");

    private BaseUrl() {}

    /**
     * Checks it.
     *
     * @param value as configured
     * @param allowInsecure whether http may lead to another machine
     * @param example a good one, for the message
     * @return the address
     */
    public static URI check(String value, boolean allowInsecure, String example) {
        URI uri = parse(value.strip(), example);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw wrong(example);
        }
        boolean local = LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
        if (scheme.equals("http") && !local && !allowInsecure) {
            throw new IllegalArgumentException(
                    "base.url must begin with https://, because the key would travel in the open;"
                            + " or set allow.insecure = true");
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw wrong(example);
        }
        return uri;
    }

    private static URI parse(String value, String example) {
        try {
            return new URI(value);
        } catch (URISyntaxException e) {
            throw wrong(example);
        }
    }

    private static IllegalArgumentException wrong(String example) {
        return new IllegalArgumentException(
                "base.url must be an address like " + example + ", without a user name");
    }
}
