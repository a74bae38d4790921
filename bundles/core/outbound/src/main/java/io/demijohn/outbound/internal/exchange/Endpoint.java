package io.demijohn.outbound.internal.exchange;

import io.demijohn.call.CallContext;
import io.demijohn.secret.Secret;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where a model is, and what opens the door.
 *
 * @param base the address before the dialect's paths
 * @param fixed headers that the dialect wants
 * @param headers sent with every request, instead of fixed ones of the same name; values may be
 *     secret, so this never shows itself
 */
public record Endpoint(URI base, Map<String, String> fixed, Map<String, Secret> headers) {

    String host() {
        return base.getPort() < 0 ? base.getHost() : base.getHost() + ":" + base.getPort();
    }

    /**
     * A request.
     *
     * @param path behind the base, from its slash on
     * @param json the body
     * @param accept media types
     * @param context whose trace goes along
     * @return to be sent
     */
    public HttpRequest post(String path, String json, String accept, CallContext context) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "application/json")
                        .header("Accept", accept)
                        .header("User-Agent", "demijohn/0.1")
                        .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8));
        fixed.forEach(request::setHeader);
        headers.forEach((name, value) -> request.setHeader(name, value.reveal()));
        context.traceparent().ifPresent(value -> request.setHeader("traceparent", value));
        return request.build();
    }

    private URI at(String path) {
        String root = base.getRawPath() == null ? "" : base.getRawPath();
        String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
        String trimmed = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        return base.resolve(trimmed + path + query);
    }

    /**
     * Names address and headers without giving them away: the same for as long as this process
     * lives, also in another version of a bundle, and nothing to anybody else.
     *
     * @return twelve hexadecimal digits
     */
    public String fingerprint() {
        StringBuilder text = new StringBuilder(base.toString());
        new TreeMap<>(headers)
                .forEach((name, value) -> text.append('\n').append(name).append(value.reveal()));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(process(), "HmacSHA256"));
            byte[] hash = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static byte[] process() {
        ProcessHandle process = ProcessHandle.current();
        String name = process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
        return name.getBytes(StandardCharsets.UTF_8);
    }

    String redact(String text) {
        String redacted = text;
        for (Secret secret : headers.values()) {
            String value = secret.reveal();
            String bare = value.startsWith("Bearer ") ? value.substring(7) : value;
            redacted = bare.length() < 6 ? redacted : redacted.replace(bare, "[redacted]");
        }
        return redacted;
    }

    @Override
    public String toString() {
        return "Endpoint[" + base.getScheme() + "://" + host() + "]";
    }
}
