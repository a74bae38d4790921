package io.demijohn.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.KeyRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An ordinary client of the gateway: JSON and events. */
public final class Web {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestGateway gateway;
    private final List<String> headers;

    private final String key;

    public Web(TestGateway gateway, String... headers) {
        this(gateway, gateway.key, List.of(headers));
    }

    private Web(TestGateway gateway, String key, List<String> headers) {
        this.gateway = gateway;
        this.key = key;
        this.headers = headers;
    }

    /** Somebody of another tenant. */
    public Web stranger() {
        String other =
                gateway.keys.create(KeyRequest.of("other", ApiKey.Role.ADMIN)).secret().reveal();
        return new Web(gateway, other, headers);
    }

    /** An answer that is complete. */
    public record Answer(HttpResponse<?> raw, JsonNode json) {
        public int status() {
            return raw.statusCode();
        }

        public String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    /** An event of a stream. */
    public record Event(String name, JsonNode data) {
        public String text(String pointer) {
            return data.at(pointer).asText();
        }
    }

    /** A stream: its events, and whether it ended well. */
    public record Events(List<Event> all, boolean whole) {
        public List<String> names() {
            return all.stream().map(Event::name).toList();
        }

        public List<Event> named(String name) {
            return all.stream().filter(event -> event.name().equals(name)).toList();
        }
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest request(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                        .timeout(PATIENCE)
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .header("x-api-key", key);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return request.build();
    }

    public CompletableFuture<Answer> send(String method, String path, String body) {
        return client.sendAsync(request(method, path, body), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(answer, json(answer.body())));
    }

    public Answer ask(String method, String path, String body) {
        return send(method, path, body).join();
    }

    /** Completes when the stream is over. */
    public CompletableFuture<Events> events(String method, String path, String body) {
        return client.sendAsync(request(method, path, body), info -> new WhatCame())
                .thenApply(HttpResponse::body);
    }

    /**
     * The same over a plain socket, for streams that break: the JDK's client may forget what came
     * before. Pieces are small, so no line is in two chunks.
     */
    public CompletableFuture<Events> brokenEvents(String path, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Wire wire = new Wire(gateway.port())) {
                        String text = wire.send(head(path, body) + body).all();
                        return new Events(parse(text), text.endsWith("\r\n0\r\n\r\n"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private String head(String path, String body) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        head.append("Connection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\nx-api-key: ")
                .append(key)
                .append("\r\n");
        for (int i = 0; i < headers.size(); i += 2) {
            head.append(headers.get(i)).append(": ").append(headers.get(i + 1)).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** The JDK's own stream forgets what was not read yet when the connection breaks. */
    private static final class WhatCame implements HttpResponse.BodySubscriber<Events> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<Events> events = new CompletableFuture<>();

        @Override
        public CompletionStage<Events> getBody() {
            return events;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.writeBytes(part);
            }
        }

        @Override
        public void onError(Throwable broken) {
            events.complete(new Events(parse(bytes.toString(StandardCharsets.UTF_8)), false));
        }

        @Override
        public void onComplete() {
            events.complete(new Events(parse(bytes.toString(StandardCharsets.UTF_8)), true));
        }
    }

    private static List<Event> parse(String text) {
        List<Event> events = new ArrayList<>();
        String name = "";
        String wholeLines = text.substring(0, text.lastIndexOf('\n') + 1);
        for (String line : wholeLines.lines().toList()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: {")) {
                events.add(new Event(name, json(line.substring(6))));
            }
        }
        return events;
    }
}
