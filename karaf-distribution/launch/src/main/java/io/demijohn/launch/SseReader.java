package io.demijohn.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.function.BiConsumer;

/** Server-sent events with one-line JSON data, as the runs API sends them. */
final class SseReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENT = "event:";
    private static final String DATA = "data:";

    private final BiConsumer<String, JsonNode> events;
    private String name = "message";

    SseReader(BiConsumer<String, JsonNode> events) {
        this.events = events;
    }

    /** Comment lines (heartbeats), ids and blank lines mean nothing here. */
    void line(String line) {
        if (line.startsWith(EVENT)) {
            name = line.substring(EVENT.length()).strip();
        } else if (line.startsWith(DATA)) {
            events.accept(name, parsed(line.substring(DATA.length())));
        }
    }

    private static JsonNode parsed(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stream held something else than JSON: " + data, e);
        }
    }
}
