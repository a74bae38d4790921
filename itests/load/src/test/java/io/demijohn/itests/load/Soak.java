package io.demijohn.itests.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Half of what the node can do, for long, while a provider is updated again and again. */
final class Soak implements Command {

    private static final String DIRECT =
            "jvm_buffer_memory_used_bytes{jvm_buffer_pool_name=\"direct\"}";
    private static final String METASPACE =
            "jvm_memory_used_bytes{jvm_memory_pool_name=\"Metaspace\"}";

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String summary() {
        return "half the maximum rate for long with updates of a provider; what grows";
    }

    @Override
    public Options options() {
        return new Options()
                .add("minutes", 30, "of the soak")
                .add("rate", 0, "turns/s; 0 finds the maximum and takes --load of it")
                .add("load", 0.5, "part of the maximum")
                .add("find", 20, "seconds to find the maximum, after as many to warm up")
                .add("sessions", 200, "conversations at once")
                .add("turns", 10, "of a conversation, which is deleted then")
                .add("sample", 30, "seconds between two samples")
                .add("update", 60, "seconds between two updates of the provider's bundle")
                .add("settle", 300, "seconds whose samples the slopes leave out")
                .add("bundle", "io.demijohn.provider.simulated", "symbolic name of what is updated")
                .add("message", "What is a demijohn, please?", "what the user says")
                .add("csv", "target/load/soak.csv", "where samples go");
    }

    /** What is sampled. */
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    private final List<Double> hours = new ArrayList<>();

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        try (Node node = new Node(options, "soak").start();
                Wire wire = new Wire(node.port())) {
            node.agent("instant", "");
            double rate = rate(options, node, wire, out);
            var loop = new OpenLoop(wire, rate, (long) options.decimal("seed"));
            var requests = new Conversations(options, node, wire, loop);
            double seconds = options.decimal("minutes") * 60;
            var died = new AtomicReference<Throwable>();
            Thread sender = new Thread(() -> loop.run(seconds, 120, requests), "load-sender");
            sender.setUncaughtExceptionHandler((thread, error) -> died.set(error));
            sender.start();
            int updates = watch(options, node, seconds, loop.tally(), out, faults);
            sender.join();
            faults.unless(died.get() == null, "the sender died: %s", died.get());
            report(options, loop.tally(), updates, out);
            faults.unless(loop.tally().failed() == 0, "failed: %s", loop.tally().faults());
            faults.unless(loop.tally().missing() == 0, "%d turns are lost", loop.tally().missing());
            faults.unless(
                    requests.notDeleted() == 0, "%d threads not deleted", requests.notDeleted());
            faults.unless(node.errors().isEmpty(), "errors in the log: %s", node.errors());
        }
        return faults.all();
    }

    private static double rate(Options options, Node node, Wire wire, PrintStream out)
            throws InterruptedException {
        if (options.decimal("rate") > 0) {
            return options.decimal("rate");
        }
        double seconds = options.decimal("find");
        Overhead.closed(wire, Overhead.turns(node, options, "runs/wait", 1), 64, seconds);
        Tally most =
                Overhead.closed(wire, Overhead.turns(node, options, "runs/wait", 2), 64, seconds);
        double rate = most.perSecond() * options.decimal("load");
        out.printf(
                "at most %,.0f turns/s at 64 threads; the soak sends %,.0f a second%n",
                most.perSecond(), rate);
        return rate;
    }

    /** Samples and updates until the time is over; returns how many updates there were. */
    private int watch(
            Options options, Node node, double seconds, Tally tally, PrintStream out, Faults faults)
            throws IOException {
        var meter = new Meter(node, options);
        long begin = System.nanoTime();
        double nextSample = options.decimal("sample");
        double nextUpdate = options.decimal("update");
        int updates = 0;
        while (Math.min(nextSample, nextUpdate) <= seconds) {
            double next = Math.min(nextSample, nextUpdate);
            Await.until(begin + (long) (next * 1e9));
            if (next == nextUpdate) {
                nextUpdate += options.decimal("update");
                updates++;
                String said = node.demijohn("shell", "bundle:update " + options.text("bundle"));
                faults.unless(!said.contains("Error"), "update: %s", said);
            } else {
                nextSample += options.decimal("sample");
                sample(meter, tally, (System.nanoTime() - begin) / 3.6e12);
                write(options, out);
            }
        }
        Await.until(begin + (long) (seconds * 1e9));
        return updates;
    }

    private void sample(Meter meter, Tally tally, double at) throws IOException {
        hours.add(at);
        add("heap after GC, bytes", meter.liveBytes());
        Map<String, Double> now = meter.metrics();
        add("threads", now.getOrDefault("jvm_thread_count", 0.0));
        add("descriptors", now.getOrDefault("jvm_file_descriptor_count", 0.0));
        add("direct, bytes", now.getOrDefault(DIRECT, 0.0));
        add("metaspace, bytes", now.getOrDefault(METASPACE, 0.0));
        add("classes", now.getOrDefault("jvm_class_count", 0.0));
        add("resident, bytes", meter.resident());
        add("journals", now.getOrDefault("demijohn_log_journals", 0.0));
        add("segments", now.getOrDefault("demijohn_log_segments", 0.0));
        add("turns ended", tally.done());
        add("turns failed", tally.failed());
    }

    private void add(String name, double value) {
        samples.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** All samples so far, so that a soak that dies leaves what it saw. */
    private void write(Options options, PrintStream out) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("minute;" + String.join(";", samples.keySet()));
        for (int i = 0; i < hours.size(); i++) {
            var line = new StringBuilder(String.format(Locale.ROOT, "%.2f", hours.get(i) * 60));
            for (List<Double> values : samples.values()) {
                line.append(';').append(String.format(Locale.ROOT, "%.0f", values.get(i)));
            }
            lines.add(line.toString());
        }
        Path csv = Path.of(options.text("csv")).toAbsolutePath();
        Files.createDirectories(csv.getParent());
        Files.write(csv, lines);
        out.println(lines.get(lines.size() - 1));
        out.flush();
    }

    private void report(Options options, Tally tally, int updates, PrintStream out) {
        double settled = options.decimal("settle") / 3600;
        int from = (int) hours.stream().filter(hour -> hour < settled).count();
        List<Double> times = hours.subList(from, hours.size());
        var table =
                new Table("what", "first", "last", "mean", "slope an hour", "± error", "verdict");
        samples.forEach(
                (name, all) -> {
                    List<Double> values = all.subList(from, all.size());
                    if (values.size() < 3 || name.startsWith("turns")) {
                        return;
                    }
                    Slope slope = Slope.of(times, values);
                    double looked = times.get(times.size() - 1) - times.get(0);
                    table.row(
                            name,
                            values.get(0),
                            values.get(values.size() - 1),
                            slope.mean(),
                            slope.perHour(),
                            slope.error(),
                            slope.verdict(looked));
                });
        out.println();
        table.print(out);
        new Table(
                        "turns ended",
                        "failed",
                        "lost",
                        "updates",
                        "turns/s",
                        "p50 ms",
                        "p99 ms",
                        "p99.9 ms")
                .row(
                        tally.done(),
                        tally.failed(),
                        tally.missing(),
                        updates,
                        tally.perSecond(),
                        tally.ms(50),
                        tally.ms(99),
                        tally.ms(99.9))
                .print(out);
    }
}
