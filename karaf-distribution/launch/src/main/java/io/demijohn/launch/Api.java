package io.demijohn.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The running platform, as its HTTP users see it. */
final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int CONFLICT = 409;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String base;
    private final String key;

    Api(String base, Path keyFile) throws IOException {
        this.base = base;
        this.key = Files.readString(keyFile).strip();
    }

    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return parsed(path, send("POST", path, body, BodyHandlers.ofString()));
    }

    /** Creates what is named so, or gives it a new version when it is there. */
    JsonNode define(String path, String name, JsonNode body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send("POST", path, body, BodyHandlers.ofString());
        if (answer.statusCode() == CONFLICT) {
            answer = send("PUT", path + "/" + name, body, BodyHandlers.ofString());
        }
        return parsed(path, answer);
    }

    private static JsonNode parsed(String path, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw refused(path, answer.statusCode(), answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** The answer's lines, each as soon as it is there. The caller closes the stream. */
    Stream<String> lines(String path, JsonNode body) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = send("POST", path, body, BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            try (Stream<String> lines = answer.body()) {
                throw refused(path, answer.statusCode(), lines.collect(Collectors.joining(" ")));
            }
        }
        return answer.body();
    }

    private <T> HttpResponse<T> send(
            String method, String path, JsonNode body, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .header("x-api-key", key)
                        .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build();
        return client.send(request, handler);
    }

    private static IllegalStateException refused(String path, int status, String body) {
        return new IllegalStateException(path + " answered " + status + ": " + body);
    }
}
