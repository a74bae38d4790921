package io.demijohn.itests.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stream of server-sent events, read one by one. */
public final class SseStream implements AutoCloseable {

    /**
     * One event.
     *
     * @param id its id, or empty text
     * @param event its name
     * @param data its data
     */
    public record Event(String id, String event, String data) {}

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    public SseStream(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public int status() {
        return response.statusCode();
    }

    /** The next event; empty when the stream has ended or broken off. */
    public Optional<Event> next() {
        String id = "";
        String name = "message";
        var data = new StringBuilder();
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && data.length() > 0) {
                    return Optional.of(new Event(id, name, data.toString()));
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // the other side was killed: what a test looks at is what came
        }
        return Optional.empty();
    }

    /** All events until the end. */
    public List<Event> rest() {
        var events = new ArrayList<Event>();
        for (var event = next(); event.isPresent(); event = next()) {
            events.add(event.get());
        }
        return events;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
