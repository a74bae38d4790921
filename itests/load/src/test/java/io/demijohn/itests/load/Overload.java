package io.demijohn.itests.load;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Several times what the node can do: what it takes it does, and what it cannot it says at once.
 */
final class Overload implements Command {

    private static final double GOAL = 0.9;

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public String summary() {
        return "several times the capacity for minutes: goodput, refusals, heap";
    }

    @Override
    public Options options() {
        return new Options()
                .add("seconds", 300, "of overload")
                .add("factor", 3, "times the capacity")
                .add("latency", 200, "of the model, ms")
                .add("active", 100, "runs at work at once: with the latency, the capacity")
                .add("queue", 200, "runs that wait, at most")
                .add("sessions", 128, "that find the capacity in a closed loop")
                .add("find", 15, "seconds for that, after as many to warm up")
                .add("turns", 1, "of a thread, which is deleted then")
                .add("sample", 60, "seconds between two looks at the heap, which stop the node")
                .add("message", "What is a demijohn, please?", "what the user says");
    }

    /** What became of the requests. */
    private static final class Counts {
        private final Tally refused = new Tally();
        private final AtomicLong late = new AtomicLong();
        private final AtomicLong silent = new AtomicLong();
        private final AtomicLong notDeleted = new AtomicLong();
    }

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        Node made =
                new Node(options, "overload")
                        .model("instant", "constant:" + options.number("latency"), "")
                        .set("io.demijohn.runtime.cfg", "active.runs", options.number("active"))
                        .set(
                                "io.demijohn.runtime.cfg",
                                "tenant.active.runs",
                                options.number("active"))
                        .set("io.demijohn.runtime.cfg", "queue.runs", options.number("queue"))
                        .set(
                                "io.demijohn.runtime.cfg",
                                "tenant.queued.runs",
                                options.number("queue"));
        try (Node node = made.start();
                Wire wire = new Wire(node.port())) {
            node.agent("instant", "");
            int sessions = options.number("sessions");
            var turns = Overhead.turns(node, options, "runs/wait", 1);
            Overhead.closed(wire, turns, sessions, options.decimal("find"));
            Tally most =
                    Overhead.closed(
                            wire,
                            Overhead.turns(node, options, "runs/wait", 2),
                            sessions,
                            options.decimal("find"));
            faults.unless(most.failed() == 0, "finding the capacity: %s", most.faults());
            out.printf("capacity %,.0f turns/s with %d callers%n", most.perSecond(), sessions);
            overload(options, node, wire, most.perSecond(), out, faults);
            faults.unless(node.errors().isEmpty(), "errors in the log: %s", node.errors());
        }
        return faults.all();
    }

    private static void overload(
            Options options, Node node, Wire wire, double capacity, PrintStream out, Faults faults)
            throws Exception {
        double seconds = options.decimal("seconds");
        double rate = capacity * options.decimal("factor");
        var loop = new OpenLoop(wire, rate, (long) options.decimal("seed"));
        var counts = new Counts();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        Supplier<Shot> shots =
                shots(
                        options,
                        node,
                        wire,
                        counts,
                        (due, answer) -> count(loop, counts, end, due, answer));
        var died = new AtomicReference<Throwable>();
        Thread sender = new Thread(() -> loop.run(seconds, 120, shots), "load-sender");
        sender.setUncaughtExceptionHandler((thread, error) -> died.set(error));
        sender.start();
        heap(options, node, seconds, out);
        sender.join();
        faults.unless(died.get() == null, "the sender died: %s", died.get());
        Tally tally = loop.tally();
        long refused = counts.refused.done();
        double goodput = (tally.done() - refused - counts.late.get()) / seconds;
        new Table("what", "seen", "goal")
                .row("capacity, turns/s", capacity, "")
                .row("offered, turns/s", (tally.done() + tally.failed()) / seconds, "")
                .row("accepted", tally.done() - refused, "")
                .row("of them ended after the overload", counts.late.get(), "")
                .row("goodput / capacity", goodput / capacity, ">= " + GOAL)
                .row("refused", refused, "")
                .row("refused without Retry-After", counts.silent.get(), 0)
                .row("refusals p50 ms", counts.refused.ms(50), "")
                .row("refusals p99 ms", counts.refused.ms(99), "")
                .row("accepted and failed, or nothing heard", tally.failed() + tally.missing(), 0)
                .print(out);
        faults.unless(tally.failed() == 0, "failed: %s", tally.faults());
        faults.unless(tally.missing() == 0, "%d turns are lost", tally.missing());
        faults.unless(
                counts.notDeleted.get() == 0,
                "%d threads could not be deleted",
                counts.notDeleted.get());
        faults.unless(counts.silent.get() == 0, "%d refusals say no time", counts.silent.get());
        faults.unless(
                new Meter(node, options).metric("demijohn_runs_active") == 0,
                "runs are still open");
    }

    private static Supplier<Shot> shots(
            Options options, Node node, Wire wire, Counts counts, Shot.Reader reader) {
        Turns arrivals = Overhead.turns(node, options, "runs/wait", 3).apply(0);
        return () -> {
            byte[] request = arrivals.next();
            String thread = arrivals.thread();
            return new Shot(
                    request,
                    (due, answer) -> {
                        reader.answered(due, answer);
                        if (answer.status() == 200) {
                            delete(node, wire, thread, counts);
                        }
                    });
        };
    }

    /** What a node knows must not grow, or the heap would say nothing. */
    private static void delete(Node node, Wire wire, String thread, Counts counts) {
        wire.send(
                ResponseReader.request("DELETE", "/threads/" + thread, node.key(), ""),
                answer -> {
                    if (answer.status() != 204) {
                        counts.notDeleted.incrementAndGet();
                    }
                });
    }

    private static void count(OpenLoop loop, Counts counts, long end, long due, Answer answer) {
        if (answer.status() == 429 || answer.status() == 503) {
            counts.refused.well(answer.endAt() - due);
            if (answer.header("retry-after").isEmpty()) {
                counts.silent.incrementAndGet();
            }
            loop.tally().well(answer.endAt() - due);
            return;
        }
        if (answer.endAt() > end) {
            counts.late.incrementAndGet();
        }
        loop.count(due, answer);
    }

    private static void heap(Options options, Node node, double seconds, PrintStream out)
            throws Exception {
        var meter = new Meter(node, options);
        var table = new Table("second", "heap after GC MB", "runs active", "connections and files");
        long begin = System.nanoTime();
        for (double at = 0; at <= seconds; at += options.decimal("sample")) {
            Await.until(begin + (long) (at * 1e9));
            table.row(
                    (long) at,
                    meter.liveBytes() / 1e6,
                    meter.metric("demijohn_runs_active"),
                    meter.descriptors());
        }
        table.print(out);
    }
}
