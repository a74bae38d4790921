package io.demijohn.tool.http.internal;

import io.demijohn.outbound.internal.config.Json;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address with {@code {argument}} placeholders behind its host. Whatever an argument holds, it
 * stays within its place: host, path segments and the names of query parameters are the template's.
 */
final class UrlTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]{1,64})\\}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}\\]");
    private static final int MAX_LENGTH = 8_000;

    private final String template;
    private final Set<String> names = new LinkedHashSet<>();

    UrlTemplate(String text) {
        this.template = text.strip();
        URI sample = parse(PLACEHOLDER.matcher(template).replaceAll("x"));
        String scheme = String.valueOf(sample.getScheme()).toLowerCase(Locale.ROOT);
        String authority = String.valueOf(sample.getRawAuthority());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong("must begin with https:// or http://");
        }
        if (sample.getHost() == null || !HOST.matcher(sample.getHost()).matches()) {
            throw wrong("must have a plain host name or address");
        }
        if (sample.getRawUserInfo() != null || sample.getRawFragment() != null) {
            throw wrong("must have neither a user name nor a fragment");
        }
        int begin = template.indexOf("//") + 2;
        if (!template.startsWith(authority, begin)) {
            throw wrong("can have placeholders behind the host only");
        }
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("is not an address");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "url " + what + ", for example https://api.example.com/users/{id}");
    }

    Set<String> names() {
        return names;
    }

    /** Fills the placeholders, and adds the other arguments as a query when told to. */
    URI fill(Map<String, Object> arguments, boolean restAsQuery) {
        StringBuilder url =
                new StringBuilder(
                        PLACEHOLDER
                                .matcher(template)
                                .replaceAll(
                                        found ->
                                                Matcher.quoteReplacement(
                                                        value(found.group(1), arguments))));
        if (restAsQuery) {
            arguments.forEach((name, value) -> append(url, name, value));
        }
        if (url.length() > MAX_LENGTH) {
            throw invalid("the arguments make an address longer than " + MAX_LENGTH);
        }
        return checked(url.toString());
    }

    private void append(StringBuilder url, String name, Object value) {
        if (!names.contains(name) && value != null) {
            url.append(url.indexOf("?") < 0 ? '?' : '&');
            url.append(encode(name)).append('=').append(encode(text(value)));
        }
    }

    private static String value(String name, Map<String, Object> arguments) {
        Object value = arguments.get(name);
        if (value == null) {
            throw invalid(name + " is needed for the address");
        }
        return encode(text(value));
    }

    private static String text(Object value) {
        return value instanceof String text ? text : Json.write(value);
    }

    /** Everything but letters, digits and -._* is encoded, so nothing leaves its place. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Dots need no encoding, so ".." as a whole segment must be caught. */
    private URI checked(String url) {
        URI uri = URI.create(url);
        for (String segment : uri.getRawPath().split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw invalid("an argument must not be . or ..");
            }
        }
        return uri;
    }

    private static ToolException invalid(String message) {
        return new ToolException(Kind.INVALID_ARGUMENTS, message);
    }

    @Override
    public String toString() {
        return template;
    }
}
