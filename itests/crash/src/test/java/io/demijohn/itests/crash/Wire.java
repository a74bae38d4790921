package io.demijohn.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.demijohn.itests.support.Http;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One tenant's requests to a platform that may be gone at any moment. */
final class Wire {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the documentation says can be answered. */
    private static final Set<Integer> DOCUMENTED =
            Set.of(
                    200, 201, 202, 204, 400, 401, 403, 404, 408, 409, 413, 415, 421, 422, 429, 431,
                    503);

    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** A run takes seconds; its stream may have to wait for a bundle, or for a slow machine. */
    private static final Duration STREAM_LIMIT = Duration.ofMinutes(4);

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    /** How often each status was answered, over all tenants. */
    private static final Map<Integer, AtomicInteger> STATUSES = new ConcurrentHashMap<>();

    private final String base;
    private final String key;

    Wire(String base, String key) {
        this.base = base;
        this.key = key;
    }

    static long undocumented() {
        return STATUSES.entrySet().stream()
                .filter(entry -> !DOCUMENTED.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
    }

    static String statuses() {
        return new java.util.TreeMap<>(STATUSES).toString();
    }

    HttpResponse<InputStream> stream(String path, String body, String key) throws IOException {
        return counted(Http.open(HTTP, keyed(path, body, key), STREAM_LIMIT));
    }

    HttpResponse<InputStream> resume(String path, String lastEventId) throws IOException {
        HttpRequest request = builder(path).header("last-event-id", lastEventId).GET().build();
        return counted(Http.open(HTTP, request, STREAM_LIMIT));
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path, body));
    }

    HttpResponse<String> post(String path, String body, String key) throws IOException {
        return send(keyed(path, body, key));
    }

    HttpResponse<String> delete(String path) throws IOException {
        return send(builder(path).DELETE().build());
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(builder(path).GET().build());
    }

    /** Asks until the platform answers 200; null when that is not there. */
    @Nullable JsonNode ask(String path) {
        return Patience.until(
                "GET " + path,
                () -> {
                    HttpResponse<String> answer = get(path);
                    if (answer.statusCode() == 404) {
                        return JSON.nullNode();
                    }
                    return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : null;
                });
    }

    /** A request that may be sent again when nobody answered. */
    private HttpRequest keyed(String path, String body, String key) {
        return HttpRequest.newBuilder(request(path, body), (name, value) -> true)
                .header("idempotency-key", key)
                .build();
    }

    private HttpRequest request(String path, String body) {
        return builder(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder builder(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("x-api-key", key);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        return counted(Http.send(HTTP, request, LIMIT));
    }

    private static <T> HttpResponse<T> counted(HttpResponse<T> response) {
        STATUSES.computeIfAbsent(response.statusCode(), s -> new AtomicInteger()).incrementAndGet();
        return response;
    }
}
