package io.demijohn.itests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.itests.crash.EventReader.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
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
            Told told = begin(job, plan, input);
            if (told != null && told.parked && random.nextBoolean()) {
                resolve(told);
            }
        }
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

    /** Null when the platform never said that it took the run. */
    private @Nullable Told begin(String job, List<String> plan, String body) {
        boolean watched = random.nextInt(5) > 0;
        try {
            if (watched) {
                HttpResponse<InputStream> opened =
                        wire.stream("/threads/" + thread + "/runs/stream", body);
                if (opened.statusCode() == 200) {
                    String place = opened.headers().firstValue("content-location").orElseThrow();
                    String run = place.substring(place.lastIndexOf('/') + 1);
                    Told told = crowd.accepted(new Told(tenant, job, plan, thread, run));
                    follow(told, opened);
                    return told;
                }
                refused(opened.statusCode());
                opened.body().close();
            } else {
                HttpResponse<String> made = wire.post("/threads/" + thread + "/runs", body);
                if (made.statusCode() == 200) {
                    String run = Wire.JSON.readTree(made.body()).get("run_id").asText();
                    Told told = crowd.accepted(new Told(tenant, job, plan, thread, run));
                    settle(told);
                    return told;
                }
                refused(made.statusCode());
            }
        } catch (IOException e) {
            // It may have been taken or not: nobody was told, so nothing was promised.
            crowd.unanswered();
        }
        left = 0;
        Patience.pause();
        return null;
    }

    private void refused(int status) {
        if (status == 429 || status == 503) {
            crowd.refused();
        } else if (status == 404) {
            crowd.lost("thread " + thread + " of " + tenant + " was acknowledged and is not there");
        } else {
            crowd.lost("a new run was answered " + status);
        }
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
                        .formatted(MODES, answers));
    }
}
