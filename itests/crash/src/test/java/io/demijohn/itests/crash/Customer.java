package io.demijohn.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.itests.crash.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One client: starts a run, follows it over all breaks to its end, and begins again. */
final class Customer implements Runnable {

    private static final String MODES =
            "\"stream_mode\":[\"messages-tuple\",\"updates\",\"values\",\"checkpoints\"]";
    private static final List<List<String>> PLANS =
            List.of(
                    List.of("pay", "put"),
                    List.of("put+pay", "look"),
                    List.of("put", "put+look"),
                    List.of("look", "pay", "put"),
                    List.of("pay+put+look"),
                    List.of());

    private final Crowd crowd;
    private final Wire wire;
    private final String tenant;
    private final Random random;
    private String thread = "";
    private int left; // runs to come on this thread

    Customer(Crowd crowd, Wire wire, String tenant, long seed) {
        this.crowd = crowd;
        this.wire = wire;
        this.tenant = tenant;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!crowd.isClosing()) {
            if (left-- <= 0) {
                if (!thread.isEmpty() && random.nextInt(3) == 0) {
                    delete();
                }
                thread = newThread();
                left = 2;
            }
            List<String> plan = PLANS.get(random.nextInt(PLANS.size()));
            String job = "canary-" + tenant + "-" + crowd.nextJob();
            String question =
                    "job=" + job + " plan=" + (plan.isEmpty() ? "none" : String.join(",", plan));
            String input =
                    "{\"assistant_id\":\"clerk\",%s,\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}"
                            .formatted(MODES, question);
            Told told = begin(job, plan, input, job);
            if (told != null && told.parked && random.nextBoolean()) {
                resolve(told);
            }
        }
    }

    /** From then on it must be gone for ever, and its place in the log may be used again. */
    private void delete() {
        Patience.until(
                "DELETE " + thread,
                () -> {
                    int status = wire.delete("/threads/" + thread).statusCode();
                    return status == 204 || status == 404 ? true : null;
                });
        crowd.deleted(thread);
    }

    private String newThread() {
        return Patience.until(
                "POST /threads",
                () -> {
                    HttpResponse<String> made = wire.post("/threads", "{}");
                    return made.statusCode() == 200
                            ? Wire.JSON.readTree(made.body()).get("thread_id").asText()
                            : null;
                });
    }

    /** A run that was accepted, and its stream when somebody watches it. */
    private record Accepted(Told told, Optional<HttpResponse<InputStream>> stream) {}

    /**
     * Asks, under one key, until there is an answer: a request that nobody answered may have been
     * taken. Null when the platform does not know what it has acknowledged before.
     */
    private @Nullable Told begin(String job, List<String> plan, String body, String key) {
        boolean watched = random.nextInt(5) > 0;
        Optional<Accepted> answer =
                Patience.until("POST a run for " + job, () -> ask(job, plan, body, key, watched));
        if (answer.isEmpty()) {
            left = 0;
            return null;
        }
        Told told = answer.get().told();
        answer.get().stream().ifPresentOrElse(stream -> follow(told, stream), () -> settle(told));
        return told;
    }

    private @Nullable Optional<Accepted> ask(
            String job, List<String> plan, String body, String key, boolean watched)
            throws IOException {
        String path = "/threads/" + thread + "/runs";
        try {
            if (watched) {
                HttpResponse<InputStream> opened = wire.stream(path + "/stream", body, key);
                if (opened.statusCode() == 200) {
                    String place = opened.headers().firstValue("content-location").orElseThrow();
                    String run = place.substring(place.lastIndexOf('/') + 1);
                    Told told = crowd.accepted(new Told(tenant, job, plan, thread, run));
                    return Optional.of(new Accepted(told, Optional.of(opened)));
                }
                opened.body().close();
                return refused(opened.statusCode());
            }
            HttpResponse<String> made = wire.post(path, body, key);
            if (made.statusCode() == 200) {
                String run = Wire.JSON.readTree(made.body()).get("run_id").asText();
                Told told = crowd.accepted(new Told(tenant, job, plan, thread, run));
                return Optional.of(new Accepted(told, Optional.empty()));
            }
            return refused(made.statusCode());
        } catch (IOException e) {
            crowd.unanswered();
            throw e;
        }
    }

    /** Null when it is to be sent again; empty when something is lost. */
    private @Nullable Optional<Accepted> refused(int status) {
        if (status == 429 || status == 503) {
            crowd.refused();
            return null;
        }
        crowd.lost(
                status == 404
                        ? "thread "
                                + thread
                                + " of "
                                + tenant
                                + " was acknowledged and is not there"
                        : "a new run was answered " + status);
        return Optional.empty();
    }

    /** Reads on until the proper end of the stream. */
    private void follow(Told told, HttpResponse<InputStream> opened) {
        boolean ended = readAll(told, opened);
        while (!ended) {
            told.breaks++;
            HttpResponse<InputStream> again =
                    Patience.until(
                            "GET " + told.place() + "/stream",
                            () -> {
                                HttpResponse<InputStream> answer =
                                        wire.resume(told.place() + "/stream", told.last);
                                int status = answer.statusCode();
                                if (status == 503 || status == 429) {
                                    answer.body().close();
                                    return null;
                                }
                                return answer;
                            });
            if (again.statusCode() != 200) {
                told.violations.add("the accepted run is gone: " + again.statusCode());
                crowd.done(told);
                return;
            }
            ended = readAll(told, again);
        }
        settle(told);
    }

    private static boolean readAll(Told told, HttpResponse<InputStream> opened) {
        try (EventReader events = new EventReader(opened.body())) {
            for (Event event = events.next(); event != null; event = events.next()) {
                told.hear(event);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for the run's end and notes how it ended. */
    private void settle(Told told) {
        JsonNode run =
                Patience.until(
                        "the end of " + told,
                        () -> {
                            JsonNode now = wire.ask(told.place());
                            String status = now.path("status").asText();
                            return status.equals("pending") || status.equals("running")
                                    ? null
                                    : now;
                        });
        if (run.isNull()) {
            told.violations.add("the accepted run is gone: 404");
            crowd.done(told);
            return;
        }
        told.status = run.get("status").asText();
        JsonNode state = wire.ask("/threads/" + thread);
        told.parked = state.path("status").asText().equals("interrupted");
        if (told.parked && !state.get("interrupts").toString().contains("outcome unknown")) {
            told.violations.add("parked without a reason: " + state.get("interrupts"));
        }
        crowd.done(told);
    }

    /** What a person does: looks whether the calls have happened, and says so. */
    private void resolve(Told told) {
        JsonNode state = wire.ask("/threads/" + thread);
        ObjectNode answers = Wire.JSON.createObjectNode();
        state.get("interrupts")
                .forEach(
                        task ->
                                task.forEach(
                                        question -> {
                                            JsonNode value = question.get("value");
                                            boolean happened = crowd.happened(value);
                                            ObjectNode answer =
                                                    answers.putObject(question.get("id").asText());
                                            answer.put("outcome", happened ? "done" : "retry");
                                            if (happened) {
                                                answer.put("result", "pay done, somebody looked");
                                            }
                                        }));
        begin(
                told.job,
                told.plan,
                "{\"assistant_id\":\"clerk\",%s,\"command\":{\"resume\":%s}}"
                        .formatted(MODES, answers),
                told.job + "-resumed");
    }
}
