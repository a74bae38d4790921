package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One tenant has thousands of runs in the queue; another one's single runs do not feel it. */
final class Fairness implements Command {

    private static final double GOAL = 2;
    private static final String RUN =
            "{\"assistant_id\":\"agent\",\"if_not_exists\":\"create\",\"input\":{\"messages\":["
                    + "{\"role\":\"user\",\"content\":\"Hello\"}]}}";

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public String summary() {
        return "waiting time of one tenant's runs while another tenant floods the node";
    }

    @Override
    public Options options() {
        return new Options()
                .set("heap", "2g")
                .add("flood", 20_000, "runs of the first tenant")
                .add("latency", 200, "of the model, ms")
                .add("active", 100, "runs at work at once")
                .add("rate", 40, "single runs of the second tenant a second")
                .add("seconds", 30, "of the quiet time, and of the flood at least")
                .add("warm", 5_000, "runs of a third tenant before, as a flood and done with")
                .add("at-once", 64, "requests of the flood that wait for their answer");
    }

    /** Times of one phase, by the wire: accepted is the head, started the first event. */
    private static final class Waits {
        private final Tally accepted = new Tally();
        private final Tally waiting = new Tally();
        private final Tally started = new Tally();
        private OpenLoop loop;

        void answered(long due, Answer answer) {
            loop.count(due, answer);
            accepted.well(answer.headAt() - due);
            waiting.well(answer.bodyAt() - answer.headAt());
            started.well(answer.bodyAt() - due);
        }
    }

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        Node made =
                new Node(options, "fairness")
                        .model("instant", "constant:" + options.number("latency"), "")
                        .set("io.demijohn.runtime.cfg", "default.model", "instant")
                        .set("io.demijohn.runtime.cfg", "active.runs", options.number("active"));
        try (Node node = made.start();
                Wire wire = new Wire(node.port());
                Wire single = new Wire(node.port())) {
            String quiet = node.keyFor("quiet");
            String loud = node.keyFor("loud");
            double seconds = options.decimal("seconds");
            var warm = new Flood(options, wire, node.keyFor("warm"), options.number("warm"));
            warm.begin();
            singles(options, single, quiet, seconds / 3, faults);
            warm.end(node, options, faults);
            singles(options, single, quiet, seconds / 3, faults);
            Waits alone = singles(options, single, quiet, seconds, faults);
            var flood = new Flood(options, wire, loud, options.number("flood"));
            flood.begin();
            Waits beside = singles(options, single, quiet, seconds, faults);
            double left = new Meter(node, options).metric("demijohn_runs_active");
            flood.end(node, options, faults);
            print(alone, beside, out);
            new Table("the flood", "runs")
                    .row("accepted", flood.accepted.size())
                    .row("refused " + flood.refused, flood.count(flood.refused))
                    .row("open when the looking ended", left)
                    .row("ended well", flood.ended.get())
                    .print(out);
            faults.unless(node.errors().isEmpty(), "errors in the log: %s", node.errors());
        }
        return faults.all();
    }

    private static Waits singles(
            Options options, Wire wire, String key, double seconds, Faults faults) {
        var waits = new Waits();
        waits.loop = new OpenLoop(wire, options.decimal("rate"), (long) options.decimal("seed"));
        Supplier<Shot> shots = () -> new Shot(request(key, "runs/stream"), waits::answered);
        Tally tally = waits.loop.run(seconds, 120, shots);
        faults.unless(tally.failed() == 0, "the single runs: %s", tally.faults());
        faults.unless(tally.missing() == 0, "%d single runs are lost", tally.missing());
        return waits;
    }

    private static byte[] request(String key, String end) {
        String path = "/threads/" + UUID.randomUUID() + "/" + end;
        return ResponseReader.request("POST", path, key, RUN);
    }

    private static void print(Waits alone, Waits beside, PrintStream out) {
        var table =
                new Table(
                        "the other tenant's single runs",
                        "quiet p50 ms",
                        "p99 ms",
                        "flood p50 ms",
                        "p99 ms",
                        "p99 ratio",
                        "goal");
        row(table, "due to accepted", alone.accepted, beside.accepted, "");
        row(table, "accepted to started", alone.waiting, beside.waiting, "<= " + GOAL);
        row(table, "due to started", alone.started, beside.started, "");
        row(table, "due to ended", alone.loop.tally(), beside.loop.tally(), "");
        table.print(out);
        out.printf(
                "%,d single runs in the quiet time, %,d under the flood%n%n",
                alone.waiting.done(), beside.waiting.done());
    }

    private static void row(Table table, String name, Tally quiet, Tally flood, String goal) {
        table.row(
                name,
                quiet.ms(50),
                quiet.ms(99),
                flood.ms(50),
                flood.ms(99),
                flood.ms(99) / quiet.ms(99),
                goal);
    }

    /** The runs of the tenant that wants too much. */
    private static final class Flood {
        private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
        private final Map<String, Integer> refused = new TreeMap<>();
        private final AtomicInteger ended = new AtomicInteger();
        private final Semaphore window;
        private final int atOnce;
        private final int runs;
        private final Wire wire;
        private final String key;
        private final Thread sender = new Thread(this::send, "load-flood");

        Flood(Options options, Wire wire, String key, int runs) {
            this.atOnce = options.number("at-once");
            this.window = new Semaphore(atOnce);
            this.runs = runs;
            this.wire = wire;
            this.key = key;
        }

        void begin() {
            sender.start();
        }

        private void send() {
            for (int i = 0; i < runs; i++) {
                window.acquireUninterruptibly();
                wire.send(request(key, "runs"), this::answered);
            }
        }

        private void answered(Answer answer) {
            if (answer.status() == 200) {
                accepted.add(answer.header("content-location").orElse("?"));
            } else {
                synchronized (refused) {
                    refused.merge("" + answer.status(), 1, Integer::sum);
                }
            }
            window.release();
        }

        int count(Map<String, Integer> counts) {
            return counts.values().stream().mapToInt(n -> n).sum();
        }

        /** Waits for all that was accepted and looks at each. */
        void end(Node node, Options options, Faults faults) throws InterruptedException {
            sender.join();
            window.acquire(atOnce);
            var meter = new Meter(node, options);
            Await.within(600, () -> meter.metric("demijohn_runs_active") == 0);
            for (String path : accepted) {
                byte[] request = ResponseReader.request("GET", path, key, "");
                boolean done =
                        Await.within(
                                30,
                                () ->
                                        wire.exchange(request)
                                                .text()
                                                .contains("\"status\":\"success\""));
                if (done) {
                    ended.incrementAndGet();
                }
            }
            faults.unless(
                    ended.get() == accepted.size(),
                    "%d of %d accepted runs ended well",
                    ended.get(),
                    accepted.size());
            faults.unless(!accepted.isEmpty(), "no run of the flood was accepted");
        }
    }
}
