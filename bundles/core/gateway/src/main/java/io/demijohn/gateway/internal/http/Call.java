package io.demijohn.gateway.internal.http;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.call.Cancellation;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.gateway.internal.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request that may be served: routed, authenticated, its body read. */
public final class Call {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Map<String, String> path;
    private final Query query;
    private final Headers headers;
    private final Principal principal;
    private final String requestId;
    private final String target;
    private final byte[] body;
    private final Cancellation gone;
    private final Consumer<String> asks;

    /** Looks a request header up. */
    @FunctionalInterface
    public interface Headers {
        /**
         * A header's value.
         *
         * @param name in any case
         * @return null when absent
         */
        @Nullable String get(String name);
    }

    /**
     * A request.
     *
     * @param path the path's parameters, decoded
     * @param query the query's parameters, decoded
     * @param headers the headers
     * @param principal whose call this is
     * @param requestId names it
     * @param target method, path and query, as they came
     * @param body all of it
     * @param gone cancelled when the caller has left
     */
    public Call(
            Map<String, String> path,
            Query query,
            Headers headers,
            Principal principal,
            String requestId,
            String target,
            byte[] body,
            Cancellation gone) {
        this(path, query, headers, principal, requestId, target, body, gone, model -> {});
    }

    private Call(
            Map<String, String> path,
            Query query,
            Headers headers,
            Principal principal,
            String requestId,
            String target,
            byte[] body,
            Cancellation gone,
            Consumer<String> asks) {
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.principal = principal;
        this.requestId = requestId;
        this.target = target;
        this.body = body;
        this.gone = gone;
        this.asks = asks;
    }

    /**
     * A part of the path.
     *
     * @param name the parameter
     * @return its text
     */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    /**
     * A part of the path that must be a UUID.
     *
     * @param name the parameter
     * @return in lower case
     */
    public String uuid(String name) {
        return uuid(name, path(name));
    }

    /**
     * A part of the path that must be a UUID, on routes that may have it.
     *
     * @param name the parameter
     * @return empty when the route has none
     */
    public Optional<String> optionalUuid(String name) {
        return Optional.ofNullable(path.get(name)).map(text -> uuid(name, text));
    }

    /**
     * Checks an id.
     *
     * @param field its path, for the message
     * @param text what should be a UUID
     * @return in lower case
     */
    public static String uuid(String field, String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new FieldProblem(field, "must be a UUID such as " + new UUID(0, 0));
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The query.
     *
     * @return its parameters
     */
    public Query query() {
        return query;
    }

    /**
     * A header.
     *
     * @param name in any case
     * @return empty when absent
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }

    /**
     * The key by which the caller may send this request again.
     *
     * @return with a fingerprint of method, path, query and body; empty when there is no header
     */
    public Optional<IdempotencyKey> idempotency() {
        return header("Idempotency-Key").map(key -> new IdempotencyKey(key, fingerprint()));
    }

    private String fingerprint() {
        MessageDigest digest = sha256();
        digest.update(target.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return HexFormat.of().formatHex(digest.digest(body));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Whose call this is.
     *
     * @return the key's owner
     */
    public Principal principal() {
        return principal;
    }

    /**
     * Whose data it may see.
     *
     * @return the tenant
     */
    public String tenant() {
        return principal.tenant();
    }

    /**
     * The same call, left at another moment.
     *
     * @param others cancelled when nobody waits for the answer any more
     * @return a copy
     */
    public Call with(Cancellation others) {
        return new Call(path, query, headers, principal, requestId, target, body, others, asks);
    }

    /**
     * The same call, with somebody who wants to know which model it asks.
     *
     * @param listener hears a model's or a route's name
     * @return a copy
     */
    public Call telling(Consumer<String> listener) {
        return new Call(path, query, headers, principal, requestId, target, body, gone, listener);
    }

    /**
     * Who wants to know which model it asks: the headers tell the limits of that.
     *
     * @return takes a model's or a route's name
     */
    public Consumer<String> asks() {
        return asks;
    }

    /**
     * Names the request.
     *
     * @return as in the header {@code x-request-id}
     */
    public String requestId() {
        return requestId;
    }

    /**
     * The body as an object.
     *
     * @return an empty one when there is no body
     */
    public Fields body() {
        return Fields.parseOptional(body);
    }

    /**
     * The body as it came.
     *
     * @return its text; only after it was read as JSON, which checks that it is one
     */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as a list.
     *
     * @return its items
     */
    public List<?> bodyList() {
        if (Json.read(body) instanceof List<?> list) {
            return list;
        }
        throw new FieldProblem("The body", "must be a list");
    }

    /**
     * Tells that the caller has left.
     *
     * @return cancelled when it has
     */
    public Cancellation gone() {
        return gone;
    }
}
