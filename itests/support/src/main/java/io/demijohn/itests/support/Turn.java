package io.demijohn.itests.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.SseStream.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A run on a thread of its own, and the reader of its stream, whose connection breaks. */
public final class Turn {

    private final Api api;
    private final String threadId;
    private final SseStream stream;
    private final String place;
    private final List<Event> seen = new ArrayList<>();

    public Turn(Api api, String agent, String question) {
        this.api = api;
        this.threadId = api.newThread();
        this.stream = api.stream("/threads/" + threadId + "/runs/stream", body(agent, question));
        assertThat(stream.status()).isEqualTo(200);
        this.place = stream.header("content-location");
    }

    private static String body(String agent, String question) {
        return "{\"assistant_id\":\"%s\",\"stream_mode\":[\"messages-tuple\",\"updates\",\"values\"],"
                        .formatted(agent)
                + "\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}"
                        .formatted(question);
    }

    /** Reads until an event, which must come. */
    public Turn readUntil(Predicate<Event> wanted) {
        Event event;
        do {
            event = stream.next().orElseThrow(() -> new AssertionError("the stream has ended"));
            seen.add(event);
        } while (!wanted.test(event));
        return this;
    }

    /** Reads some more events, as far as there are any. */
    public void read(int count) {
        for (int i = 0; i < count; i++) {
            stream.next().ifPresent(seen::add);
        }
    }

    /** Reads what the broken connection still holds. */
    public void broken() {
        seen.addAll(stream.rest());
    }

    /**
     * Comes back with the last id, reads to the end, and compares with what a reader of everything
     * gets: each event once, in order. Only pieces of an answer that was cut off, and so began
     * again under another message id, are not told again.
     */
    public void comeBack() {
        String last = seen.isEmpty() ? "-1" : seen.get(seen.size() - 1).id();
        List<Event> rest = api.resume(place + "/stream", last).rest();
        List<Event> all = api.resume(place + "/stream", "-1").rest();
        Set<String> lost = new HashSet<>(ids(seen));
        lost.removeAll(ids(all));
        List<Event> told = new ArrayList<>(seen);
        told.addAll(rest);
        assertThat(ids(told)).as("before and after %s", last).doesNotHaveDuplicates();
        assertThat(told.stream().filter(event -> lost.contains(event.id())))
                .allMatch(event -> event.event().equals("messages"));
        told.removeIf(event -> lost.contains(event.id()));
        assertThat(told).isEqualTo(all);
        seen.clear();
        seen.addAll(told);
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::id).toList();
    }

    /** Ids of the model's messages among the pieces that were read, in order. */
    public List<String> spoken() {
        return seen.stream()
                .filter(event -> event.event().equals("messages"))
                .map(event -> Api.json(event.data()).get(0))
                .filter(message -> message.get("type").asText().startsWith("ai"))
                .map(message -> message.get("id").asText())
                .distinct()
                .toList();
    }

    public JsonNode run() {
        return api.get(place);
    }

    public JsonNode thread() {
        return api.get("/threads/" + threadId);
    }

    /** The messages of the thread's state. */
    public List<JsonNode> messages() {
        var messages = new ArrayList<JsonNode>();
        api.get("/threads/" + threadId + "/state")
                .get("values")
                .get("messages")
                .forEach(messages::add);
        return messages;
    }

    /** Answers the question that the run waits with, and waits for its end. */
    public JsonNode resume(String agent, String answer) {
        return api.post(
                "/threads/" + threadId + "/runs/wait",
                "{\"assistant_id\":\"%s\",\"command\":{\"resume\":%s}}".formatted(agent, answer));
    }
}
