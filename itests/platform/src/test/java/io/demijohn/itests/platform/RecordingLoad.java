package io.demijohn.itests.platform;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Api;
import io.demijohn.itests.support.Await;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that each run one turn after another, each on a thread of its own, and remember what was
 * acknowledged. A refusal must say so honestly; what breaks off is looked at afterwards.
 */
final class RecordingLoad implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;

    /** Who is refused comes back after the shortest time that it may be told, a second. */
    private static final long REFUSED_NANOS = 1_000_000_000;

    private final Api api;
    private final List<Thread> callers = new ArrayList<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>(); // place -> question
    private final Map<String, JsonNode> ended = new ConcurrentHashMap<>(); // place -> messages
    private final ConcurrentLinkedQueue<String> dishonest = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private volatile boolean going = true;

    RecordingLoad(Api api, int size) {
        this.api = api;
        for (int i = 0; i < size; i++) {
            String name = "caller " + i;
            callers.add(new Thread(() -> call(name), name));
        }
        callers.forEach(Thread::start);
    }

    private void call(String name) {
        for (int i = 0; going; i++) {
            try {
                turn(name + " asks question " + i);
            } catch (UncheckedIOException e) {
                brokenOff.incrementAndGet(); // killed, or too slow
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void turn(String question) {
        HttpResponse<String> thread = api.exchange("POST", "/threads", "{}");
        if (isRefused(thread)) {
            return;
        }
        String runs = "/threads/" + Api.json(thread).get("thread_id").asText() + "/runs";
        HttpResponse<String> run = api.exchange("POST", runs, body(question));
        if (isRefused(run)) {
            return;
        }
        String place = runs + "/" + Api.json(run).get("run_id").asText();
        accepted.put(place, question);
        HttpResponse<String> joined = api.exchange("GET", place + "/join", "");
        if (joined.statusCode() != 200) {
            brokenOff.incrementAndGet();
            return;
        }
        JsonNode messages = Api.json(joined).path("messages");
        if (messages.size() == 2) {
            ended.put(place, messages);
        } else {
            brokenOff.incrementAndGet();
        }
    }

    private static String body(String question) {
        return "{\"assistant_id\":\"agent\",\"input\":{\"messages\":\"%s\"}}".formatted(question);
    }

    private boolean isRefused(HttpResponse<String> answer) {
        if (answer.statusCode() < 300) {
            return false;
        }
        boolean busy = answer.statusCode() == 503 || answer.statusCode() == 429;
        long seconds = answer.headers().firstValueAsLong("retry-after").orElse(-1);
        if (!busy || seconds < 1 || seconds > 3600) {
            dishonest.add(answer.statusCode() + " " + answer.headers().map() + answer.body());
        }
        refused.incrementAndGet();
        LockSupport.parkNanos(REFUSED_NANOS);
        return true;
    }

    int accepted() {
        return accepted.size();
    }

    int ended() {
        return ended.size();
    }

    int refused() {
        return refused.get();
    }

    /** Refusals that were not 503 or 429 with a time to wait. */
    List<String> dishonest() {
        return List.copyOf(dishonest);
    }

    RecordingLoad stop() {
        going = false;
        try {
            for (Thread caller : callers) {
                caller.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    @Override
    public void close() {
        stop();
    }

    /** What was acknowledged and is not there, or is another; empty when all is well. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        for (Map.Entry<String, String> run : new TreeMap<>(accepted).entrySet()) {
            String place = run.getKey();
            JsonNode found =
                    Await.until(() -> api.get(place), r -> !isOpen(r.get("status").asText()));
            if (!found.get("status").asText().equals("success")) {
                missing.add(place + " is " + found);
            }
            String thread = place.substring(0, place.indexOf("/runs/"));
            JsonNode messages = api.get(thread + "/state").get("values").path("messages");
            JsonNode known = ended.getOrDefault(place, messages);
            if (!messages.path(0).path("content").asText().equals(run.getValue())
                    || messages.size() != 2
                    || !messages.equals(known)) {
                missing.add(place + " has " + messages + ", was " + known);
            }
        }
        return missing;
    }

    private static boolean isOpen(String status) {
        return status.equals("pending") || status.equals("running");
    }

    @Override
    public String toString() {
        return "%d runs accepted, %d seen to end, %d refused, %d broken off"
                .formatted(accepted(), ended(), refused(), brokenOff.get());
    }
}
