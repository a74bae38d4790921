package io.demijohn.itests.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** How much is stored of what is new, how quickly a long thread loads and a full node starts. */
final class Growth implements Command {

    private static final int STEPS_OF_A_TURN = 3; // its input, its begin, its answer
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String summary() {
        return "stored bytes by new bytes, loading of a long thread, start with many threads";
    }

    @Override
    public Options options() {
        return new Options()
                .set("heap", "2g")
                .add("turns", 100, "of the thread that is weighed")
                .add("bytes", 307_200, "of new messages in these turns")
                .add("steps", 2_000, "of the thread that is loaded")
                .add("threads", 100_000, "on disk when the node starts");
    }

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        int half = options.number("bytes") / options.number("turns") / 2;
        String text = "glass ".repeat(half / 6 + 1).substring(0, half);
        Node node =
                new Node(options, "growth")
                        .model(
                                "talker",
                                "constant:0",
                                "script = {\"rules\":[{\"match\":\".\",\"steps\":[{\"text\":\""
                                        + text
                                        + "\"}]}]}\n");
        long begun = System.nanoTime();
        node.start();
        double empty = (System.nanoTime() - begun) / 1e9;
        var table = new Table("what", "seen", "goal");
        try {
            node.agent("talker", "").agent("instant", "");
            weigh(options, node, text, table, faults);
            String thread = walk(options, node, faults);
            fill(options, node, faults);
            node.demijohn("stop");
            begun = System.nanoTime();
            node.start();
            double full = (System.nanoTime() - begun) / 1e9;
            load(node, thread, options, table, faults);
            table.row("start with an empty log, s", empty, "");
            table.row("start with " + options.number("threads") + " threads, s", full, "< 10");
            faults.unless(
                    new Meter(node, options).metric("demijohn_log_journals")
                            >= options.number("threads"),
                    "threads are missing after the restart");
            table.print(out);
        } finally {
            node.close();
        }
        return faults.all();
    }

    private static void weigh(Options options, Node node, String text, Table table, Faults faults)
            throws IOException {
        Meter meter = new Meter(node, options);
        Map<String, Double> before = meter.metrics();
        var turns = new Turns(node.key(), "talker", "runs/wait", text, options.number("turns"), 7);
        long fresh = 0;
        JsonNode state = JSON.createObjectNode();
        try (Wire wire = new Wire(node.port())) {
            for (int i = 0; i < options.number("turns"); i++) {
                Answer answer = wire.exchange(turns.next());
                faults.unless(Turns.fault(answer).isEmpty(), "%s", Turns.fault(answer));
                state = JSON.readTree(answer.body());
            }
        }
        for (JsonNode message : state.path("messages")) {
            fresh += message.path("content").asText().length();
        }
        faults.unless(
                state.path("messages").size() == 2 * options.number("turns"), "messages are lost");
        String bytes = "demijohn_log_appended_bytes_total";
        double stored = meter.metrics().get(bytes) - before.get(bytes);
        table.row("new bytes of messages, " + options.number("turns") + " turns", fresh, "");
        table.row("bytes stored", (long) stored, "");
        table.row("stored / new", stored / fresh, "<= 3");
    }

    /** A thread with so many steps. */
    private static String walk(Options options, Node node, Faults faults) throws IOException {
        var turns = new Turns(node.key(), "instant", "runs/stream", "Hello", 1_000_000, 8);
        try (Wire wire = new Wire(node.port())) {
            for (int step = 0; step < options.number("steps"); step += STEPS_OF_A_TURN) {
                Answer answer = wire.exchange(updatesOnly(turns.next()));
                faults.unless(answer.status() == 200, "status %d", answer.status());
            }
        }
        return turns.thread();
    }

    /** The stream of a long thread is long unless only what is new is asked for. */
    private static byte[] updatesOnly(byte[] request) {
        String text = new String(request, java.nio.charset.StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        String json = "{\"stream_mode\":\"updates\"," + text.substring(body + 1);
        String head =
                text.substring(0, body)
                        .replaceFirst("Content-Length: \\d+", "Content-Length: " + json.length());
        return (head + json).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void fill(Options options, Node node, Faults faults) throws Exception {
        var window = new Semaphore(128);
        var refused = new AtomicInteger();
        try (Wire wire = new Wire(node.port())) {
            for (int i = 0; i < options.number("threads"); i++) {
                window.acquire();
                String body = "{\"metadata\":{\"customer\":" + i + "}}";
                wire.send(
                        ResponseReader.request("POST", "/threads", node.key(), body),
                        answer -> {
                            if (answer.status() != 200) {
                                refused.incrementAndGet();
                            }
                            window.release();
                        });
            }
            window.acquire(128);
        }
        faults.unless(refused.get() == 0, "%d threads were refused", refused.get());
    }

    /** Nobody works on the thread, so each look reads it from the disk. */
    private static void load(Node node, String thread, Options options, Table table, Faults faults)
            throws IOException {
        List<Double> times = new ArrayList<>();
        JsonNode state = JSON.createObjectNode();
        try (Wire wire = new Wire(node.port())) {
            byte[] ping =
                    ResponseReader.request(
                            "GET", "/threads/" + UUID.randomUUID() + "/state", node.key(), "");
            wire.exchange(ping); // a connection, and the way to the first refusal
            for (int i = 0; i < 21; i++) {
                long begun = System.nanoTime();
                Answer answer =
                        wire.exchange(
                                ResponseReader.request(
                                        "GET", "/threads/" + thread + "/state", node.key(), ""));
                times.add((System.nanoTime() - begun) / 1e6);
                state = JSON.readTree(answer.body());
            }
        }
        int step = state.path("metadata").path("step").asInt();
        faults.unless(
                step >= options.number("steps") - STEPS_OF_A_TURN,
                "the thread is at step %d",
                step);
        table.row("step of the long thread", step, "");
        table.row("its messages", state.path("values").path("messages").size(), "");
        double first = times.remove(0);
        times.sort(null);
        table.row("its state after the restart, first look, ms", first, "< 50");
        table.row("its state, median of 20 more looks, ms", times.get(times.size() / 2), "< 50");
    }
}
