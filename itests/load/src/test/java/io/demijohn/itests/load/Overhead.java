package io.demijohn.itests.load;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What the platform costs over its own log: turns without tools of a model that answers at once.
 */
final class Overhead implements Command {

    private static final double GOAL = 0.25;

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String summary() {
        return "turns/s and latency through HTTP, beside the same records in the same log alone";
    }

    @Override
    public Options options() {
        return new Options()
                .add("sessions", "1,64,1000", "threads in use at once, one row each")
                .add("seconds", 6, "of each measurement")
                .add("warm-up", 30, "seconds before the first one")
                .add("load", 0.5, "rate of the open loop, as a part of the most turns/s")
                .add("turns", 10, "of one thread, before the next thread is begun")
                .add("message", "What is a demijohn, please?", "what the user says");
    }

    /** One row: a way through HTTP with so many threads. */
    private record Row(String way, int sessions, Tally most, Tally open, double[] cost) {}

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        var faults = new Faults();
        try (Node node = new Node(options, "overhead").start();
                Wire wire = new Wire(node.port())) {
            node.agent("instant", "");
            Meter meter = new Meter(node, options);
            closed(wire, turns(node, options, "runs/wait", 1), 64, options.decimal("warm-up"));
            closed(
                    wire,
                    turns(node, options, "runs/stream", 2),
                    64,
                    options.decimal("warm-up") / 3);
            var table =
                    new Table(
                            "request",
                            "threads",
                            "turns/s",
                            "of floor",
                            "offered/s",
                            "p50 ms",
                            "p99 ms",
                            "platform CPU ms",
                            "client CPU ms");
            var floors = new Table("floor: log alone", "turns/s", "p50 ms", "p99 ms");
            for (int sessions : options.numbers("sessions")) {
                for (String way : List.of("runs/wait", "runs/stream")) {
                    Row row = row(node, wire, meter, options, way, sessions);
                    BareLog.Shape shape = shape(row, options);
                    double floor =
                            way.equals("runs/wait")
                                    ? floor(options, sessions, shape, floors)
                                    : Double.NaN;
                    print(table, row, floor);
                    check(faults, row);
                    if (way.equals("runs/wait")) {
                        out.printf(
                                "%d threads: a turn writes %.2f groups, %.2f records, %.0f bytes%n",
                                sessions, shape.groups(), shape.records(), shape.bytes());
                    }
                }
            }
            out.println();
            table.print(out);
            floors.print(out);
            bare(options, out);
            out.println("goal: at 64 threads " + GOAL + " of the floor or more");
            faults.unless(node.errors().isEmpty(), "errors in the log: %s", node.errors());
        }
        return faults.all();
    }

    static IntFunction<Turns> turns(Node node, Options options, String end, long salt) {
        long seed = (long) options.decimal("seed") * 31 + salt;
        return i ->
                new Turns(
                        node.key(),
                        "instant",
                        end,
                        options.text("message"),
                        options.number("turns"),
                        seed * 1_000_003 + i);
    }

    static Tally closed(Wire wire, IntFunction<Turns> turns, int sessions, double seconds)
            throws InterruptedException {
        return new ClosedLoop(wire, sessions, turns).run(seconds);
    }

    private static Row row(
            Node node, Wire wire, Meter meter, Options options, String way, int sessions)
            throws Exception {
        double seconds = options.decimal("seconds");
        long salt = sessions * 10L + way.length();
        Map<String, Double> before = meter.metrics();
        double client = Meter.cpuSeconds(ProcessHandle.current().pid());
        Tally most = closed(wire, turns(node, options, way, salt), sessions, seconds);
        client = Meter.cpuSeconds(ProcessHandle.current().pid()) - client;
        Map<String, Double> after = meter.metrics();
        double[] cost = {
            change(before, after, "demijohn_journal_append_duration_seconds_count"),
            change(before, after, "demijohn_log_appended_records_total"),
            change(before, after, "demijohn_log_appended_bytes_total"),
            change(before, after, "jvm_cpu_time_seconds_total") * 1e3,
            client * 1e3
        };
        for (int i = 0; i < cost.length; i++) {
            cost[i] /= Math.max(1, most.done());
        }
        double rate = Math.max(1, most.perSecond() * options.decimal("load"));
        Tally open =
                new OpenLoop(wire, rate, (long) options.decimal("seed"))
                        .turns(seconds, 60, sessions, turns(node, options, way, salt + 5));
        return new Row(way, sessions, most, open, cost);
    }

    private static double change(
            Map<String, Double> before, Map<String, Double> after, String name) {
        return after.getOrDefault(name, 0.0) - before.getOrDefault(name, 0.0);
    }

    private static BareLog.Shape shape(Row row, Options options) {
        return new BareLog.Shape(
                row.cost()[0], row.cost()[1], row.cost()[2], options.number("turns"));
    }

    private static double floor(Options options, int sessions, BareLog.Shape shape, Table table)
            throws Exception {
        Path folder =
                Files.createTempDirectory(
                        Path.of(options.text("folder")).toAbsolutePath(), "floor");
        try (var log = new BareLog(folder)) {
            log.run(sessions, options.decimal("seconds") / 2, shape);
            Tally tally = log.run(sessions, options.decimal("seconds"), shape);
            table.row(sessions + " threads", tally.perSecond(), tally.ms(50), tally.ms(99));
            return tally.perSecond();
        }
    }

    private static void print(Table table, Row row, double floor) {
        table.row(
                row.way(),
                row.sessions(),
                row.most().perSecond(),
                Double.isNaN(floor) ? "" : row.most().perSecond() / floor,
                row.open().perSecond(),
                row.open().ms(50),
                row.open().ms(99),
                row.cost()[3],
                row.cost()[4]);
    }

    private static void check(Faults faults, Row row) {
        for (Tally tally : List.of(row.most(), row.open())) {
            faults.unless(
                    tally.faults().isEmpty(),
                    "%s, %d threads: %s",
                    row.way(),
                    row.sessions(),
                    tally.faults());
            faults.unless(
                    tally.missing() == 0, "%s: %d without an answer", row.way(), tally.missing());
            faults.unless(tally.done() > 0, "%s: no turn ended", row.way());
        }
    }

    /** The same request and as large an answer as that of a first turn. */
    private static void bare(Options options, PrintStream out) throws Exception {
        try (var http = new BareHttp(800);
                Wire wire = new Wire(http.port())) {
            IntFunction<Turns> turns =
                    i -> new Turns("key", "instant", "runs/wait", options.text("message"), 1, i);
            closed(wire, turns, 64, options.decimal("seconds") / 2);
            Tally tally = closed(wire, turns, 64, options.decimal("seconds"));
            var table =
                    new Table(
                            "floor: Jetty alone, 800 bytes out", "requests/s", "p50 ms", "p99 ms");
            table.row("64 connections", tally.perSecond(), tally.ms(50), tally.ms(99));
            table.print(out);
        }
    }
}
