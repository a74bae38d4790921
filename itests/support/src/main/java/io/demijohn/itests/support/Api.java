package io.demijohn.itests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The HTTP interface as a plain client sees it. */
public final class Api {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STREAM_LIMIT = Duration.ofMinutes(4);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final String base;
    private final String key;

    public Api(String base, String key) {
        this.base = base;
        this.key = key;
    }

    public String key() {
        return key;
    }

    public JsonNode get(String path) {
        return json(send(request(path).GET().build()));
    }

    public JsonNode post(String path, String body) {
        return json(send(posting(path, body)));
    }

    public HttpResponse<String> exchange(String method, String path, String body) {
        return send(
                request(path)
                        .header("content-type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    /** Opens a stream of events by POST. */
    public SseStream stream(String path, String body) {
        return new SseStream(open(posting(path, body)));
    }

    /** Goes on with a stream after an event. */
    public SseStream resume(String path, String lastEventId) {
        return new SseStream(
                open(request(path).header("last-event-id", lastEventId).GET().build()));
    }

    public String newThread() {
        return post("/threads", "{}").get("thread_id").asText();
    }

    private HttpRequest posting(String path, String body) {
        return request(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("x-api-key", key);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return Http.send(http, request, LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<InputStream> open(HttpRequest request) {
        try {
            return Http.open(http, request, STREAM_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw new AssertionError(
                    response.request().method()
                            + " "
                            + response.uri()
                            + " answered "
                            + response.statusCode()
                            + ": "
                            + response.body());
        }
        return json(response.body());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
