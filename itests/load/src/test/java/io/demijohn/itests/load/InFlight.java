package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Many threads known, many runs in flight at once: what one of each costs, and that all end. */
final class InFlight implements Command {

    private static final int AT_ONCE = 128;

    @Override
    public String name() {
        return "inflight";
    }

    @Override
    public String summary() {
        return "many runs at once on a node that knows many threads; heap of one run and one"
                + " thread";
    }

    @Override
    public Options options() {
        return new Options()
                .set("heap", "3g")
                .add("threads", 100_000, "known to the node")
                .add("runs", 10_000, "in flight at once")
                .add("streams", 1_000, "of them with an open event stream")
                .add("latency", 5_000, "of the model in the run that is timed, ms")
                .add(
                        "hold",
                        25_000,
                        "of the model in the run that is weighed, ms; below the router's 30 s");
    }

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        Node made =
                new Node(options, "inflight")
                        .model("slow", "constant:" + options.number("latency"), "")
                        .model("held", "constant:" + options.number("hold"), "")
                        .set("io.demijohn.runtime.cfg", "active.runs", 2 * options.number("runs"));
        try (Node node = made.start();
                Wire wire = new Wire(node.port())) {
            List.of("instant", "slow", "held").forEach(name -> agent(node, name));
            measure(options, out, faults, node, wire);
            faults.unless(node.errors().isEmpty(), "errors in the log: %s", node.errors());
        }
        return faults.all();
    }

    private static void agent(Node node, String name) {
        try {
            node.agent(name, "");
        } catch (RuntimeException e) {
            throw e;
        }
    }

    private static void measure(
            Options options, PrintStream out, Faults faults, Node node, Wire wire)
            throws Exception {
        Meter meter = new Meter(node, options);
        warmUp(options, node, wire);
        var table =
                new Table(
                        "state",
                        "live heap MB",
                        "resident MB",
                        "descriptors",
                        "threads",
                        "direct MB");
        long empty = weigh(meter, table, "a few threads");
        long begin = System.nanoTime();
        List<String> threads = threads(options, node, wire, faults);
        double creating = (System.nanoTime() - begin) / 1e9;
        long known = weigh(meter, table, options.number("threads") + " threads known");

        Flight timed = new Flight(options, node, wire, meter, threads, "slow");
        timed.launch();
        double seconds = timed.land(faults);
        long idle = weigh(meter, table, "after " + timed.runs() + " runs");

        Collections.rotate(threads, options.number("runs"));
        Flight held = new Flight(options, node, wire, meter, threads, "held");
        held.launch();
        double active = meter.metric("demijohn_runs_active");
        long full = weigh(meter, table, String.format("%,.0f runs in flight", active));
        String classes = meter.histogram();
        held.land(faults);
        weigh(meter, table, "after those");
        table.print(out);
        new Table("what", "value")
                .row("threads created in s", creating)
                .row("heap of an idle thread, bytes", (known - empty) / options.number("threads"))
                .row("heap of a run in flight, bytes", (full - idle) / (long) Math.max(1, active))
                .row("runs with the timed model, ended well", timed.ended())
                .row("most in flight at once with it", timed.most())
                .row("accepted within s", timed.launching())
                .row("ended within s of the first request", seconds)
                .row("runs that were held, ended well", held.ended())
                .print(out);
        out.println("largest classes with runs in flight:");
        classes.lines().skip(1).limit(24).forEach(out::println);
        faults.unless(active >= options.number("runs"), "only %.0f runs were in flight", active);
    }

    private static void warmUp(Options options, Node node, Wire wire) throws Exception {
        for (String way : List.of("runs/stream", "runs")) {
            Overhead.closed(
                    wire,
                    i -> new Turns(node.key(), "instant", way, "Hello", 1_000, i),
                    way.equals("runs") ? 1 : 16,
                    3);
        }
    }

    private static long weigh(Meter meter, Table table, String state) throws Exception {
        long live = meter.liveBytes();
        Map<String, Double> now = meter.metrics();
        table.row(
                state,
                live / 1e6,
                meter.resident() / 1e6,
                now.getOrDefault("jvm_file_descriptor_count", 0.0),
                now.getOrDefault("jvm_thread_count", 0.0),
                now.getOrDefault(
                                "jvm_buffer_memory_used_bytes{jvm_buffer_pool_name=\"direct\"}",
                                0.0)
                        / 1e6);
        return live;
    }

    private static List<String> threads(Options options, Node node, Wire wire, Faults faults)
            throws InterruptedException {
        var random = new SplittableRandom((long) options.decimal("seed"));
        var window = new Semaphore(AT_ONCE);
        var fault = new AtomicReference<>("");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < options.number("threads"); i++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            ids.add(id);
            window.acquire();
            String body = "{\"thread_id\":\"" + id + "\"}";
            wire.send(
                    ResponseReader.request("POST", "/threads", node.key(), body),
                    answer -> {
                        if (answer.status() != 200) {
                            fault.set("status " + answer.status() + answer.text());
                        }
                        window.release();
                    });
        }
        window.acquire(AT_ONCE);
        faults.unless(fault.get().isEmpty(), "a thread could not be created: %s", fault.get());
        return ids;
    }
}
