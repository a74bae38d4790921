package io.demijohn.itests.load;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs on threads that exist, all begun as quickly as the node takes them. */
final class Flight {

    private static final int AT_ONCE = 128;
    private static final String BODY =
            "{\"assistant_id\":\"%s\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":"
                    + "\"What is a demijohn, please?\"}]}}";

    private final Node node;
    private final Wire wire;
    private final Meter meter;
    private final List<String> threads;
    private final int runs;
    private final int streams;
    private final String body;
    private final Queue<String> paths = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> faults = new ConcurrentHashMap<>();
    private final Queue<String> examples = new ConcurrentLinkedQueue<>();
    private final AtomicInteger streamed = new AtomicInteger();
    private final AtomicInteger streamsOver = new AtomicInteger();
    private long begun;
    private double launching;
    private double most;
    private int ended;

    Flight(Options options, Node node, Wire wire, Meter meter, List<String> threads, String agent) {
        this.node = node;
        this.wire = wire;
        this.meter = meter;
        this.threads = threads;
        this.runs = options.number("runs");
        this.streams = options.number("streams");
        this.body = BODY.formatted(agent);
    }

    /** Begins all runs; comes back when the last one is accepted. */
    void launch() throws InterruptedException {
        begun = System.nanoTime();
        var window = new Semaphore(AT_ONCE);
        for (int i = 0; i < streams; i++) {
            wire.send(
                    request("POST", "/threads/" + threads.get(i) + "/runs/stream"), this::streamed);
        }
        for (int i = streams; i < runs; i++) {
            window.acquire();
            wire.send(
                    request("POST", "/threads/" + threads.get(i) + "/runs"),
                    answer -> {
                        accepted(answer);
                        window.release();
                    });
        }
        window.acquire(AT_ONCE);
        launching = (System.nanoTime() - begun) / 1e9;
        Await.within(3, () -> active() >= runs);
    }

    private byte[] request(String method, String path) {
        return ResponseReader.request(method, path, node.key(), method.equals("GET") ? "" : body);
    }

    private double active() {
        double now = meter.metric("demijohn_runs_active");
        most = Math.max(most, now);
        return now;
    }

    private void accepted(Answer answer) {
        if (answer.status() == 200) {
            paths.add(answer.header("content-location").orElse("no content-location"));
        } else {
            wrong("refused with status " + answer.status(), answer.text());
        }
    }

    private void streamed(Answer answer) {
        String fault = Turns.fault(answer);
        if (fault.isEmpty()) {
            streamed.incrementAndGet();
        } else {
            wrong("a stream failed", fault);
        }
        streamsOver.incrementAndGet();
    }

    private void wrong(String fault, String text) {
        if (faults.merge(fault, 1, Integer::sum) == 1) {
            examples.add(text.substring(0, Math.min(300, text.length())));
        }
    }

    /** Waits for the end of all; returns the seconds from the first request. */
    double land(Command.Faults found) throws InterruptedException {
        Await.within(300, () -> active() == 0 && streamsOver.get() == streams);
        double seconds = (System.nanoTime() - begun) / 1e9;
        ended = streamed.get();
        for (String path : paths) {
            String run = wire.exchange(request("GET", path)).text();
            if (run.contains("\"status\":\"success\"")) {
                ended++;
            } else {
                wrong("a run did not end well", run);
            }
        }
        found.unless(faults.isEmpty(), "%s, such as %s", faults, examples);
        found.unless(ended == runs, "%d of %d runs ended well", ended, runs);
        return seconds;
    }

    int runs() {
        return runs;
    }

    int ended() {
        return ended;
    }

    double most() {
        return most;
    }

    double launching() {
        return launching;
    }
}
