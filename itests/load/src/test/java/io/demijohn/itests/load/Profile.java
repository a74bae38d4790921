package io.demijohn.itests.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the time and the memory of a turn go, by the JVM's flight recorder. */
final class Profile implements Command {

    @Override
    public String name() {
        return "profile";
    }

    @Override
    public String summary() {
        return "the frames that most processor time and allocation of turns are spent in";
    }

    @Override
    public Options options() {
        return new Options()
                .add("sessions", 64, "threads in use at once")
                .add("seconds", 20, "of recording")
                .add("warm-up", 15, "seconds before")
                .add("turns", 10, "of one thread, before the next thread is begun")
                .add("way", "runs/wait", "end of the path")
                .add("top", 30, "rows of each table")
                .add("depth", 12, "frames looked at, from the top")
                .add("message", "What is a demijohn, please?", "what the user says");
    }

    @Override
    public List<String> run(Options options, PrintStream out) throws Exception {
        Tally tally;
        Path file;
        try (Node node = new Node(options, "profile").start();
                Wire wire = new Wire(node.port())) {
            node.agent("instant", "");
            Meter meter = new Meter(node, options);
            int sessions = options.number("sessions");
            var turns = Overhead.turns(node, options, options.text("way"), 1);
            Overhead.closed(wire, turns, sessions, options.decimal("warm-up"));
            meter.ask("JFR.start", "name=load", "settings=profile");
            tally =
                    Overhead.closed(
                            wire,
                            Overhead.turns(node, options, options.text("way"), 2),
                            sessions,
                            options.decimal("seconds"));
            file = node.data().resolveSibling("load.jfr");
            meter.ask("JFR.dump", "name=load", "filename=" + file);
        }
        out.printf("%,.0f turns/s; %s%n%n", tally.perSecond(), file);
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        int top = options.number("top");
        cpu(events, "processor time by the top frame", top, Profile::topFrame, out);
        cpu(events, "processor time by thread", top, Profile::thread, out);
        cpu(events, "processor time by our nearest frame", top, e -> ours(e, options), out);
        share(events, "processor time under our frames", top, Profile::everyOurs, out);
        memory(events, "allocation by class", top, Profile::type, tally, out);
        memory(events, "allocation by our nearest frame", top, e -> ours(e, options), tally, out);
        var faults = new Faults();
        faults.unless(tally.faults().isEmpty(), "%s", tally.faults());
        return faults.all();
    }

    private static void cpu(
            List<RecordedEvent> events,
            String title,
            int top,
            Function<RecordedEvent, String> by,
            PrintStream out) {
        share(events, title, top, event -> List.of(by.apply(event)), out);
    }

    private static void share(
            List<RecordedEvent> events,
            String title,
            int top,
            Function<RecordedEvent, List<String>> by,
            PrintStream out) {
        Map<String, Double> sums = new TreeMap<>();
        double all = 0;
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
                by.apply(event).forEach(name -> sums.merge(name, 1.0, Double::sum));
                all++;
            }
        }
        print(sums, all, "%", 100, title, top, out);
    }

    private static void memory(
            List<RecordedEvent> events,
            String title,
            int top,
            Function<RecordedEvent, String> by,
            Tally tally,
            PrintStream out) {
        Map<String, Double> sums = new TreeMap<>();
        for (RecordedEvent event : events) {
            if (event.getEventType().getName().equals("jdk.ObjectAllocationSample")) {
                sums.merge(by.apply(event), (double) event.getLong("weight"), Double::sum);
            }
        }
        print(sums, tally.done(), "bytes a turn", 1, title, top, out);
    }

    private static void print(
            Map<String, Double> sums,
            double all,
            String unit,
            double factor,
            String title,
            int top,
            PrintStream out) {
        var table = new Table(title, unit);
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(top)
                .forEach(e -> table.row(e.getKey(), e.getValue() / all * factor));
        table.row("all", sums.values().stream().mapToDouble(v -> v).sum() / all * factor);
        table.print(out);
    }

    private static List<RecordedFrame> frames(RecordedEvent event) {
        return event.getStackTrace() == null ? List.of() : event.getStackTrace().getFrames();
    }

    private static String topFrame(RecordedEvent event) {
        List<RecordedFrame> frames = frames(event);
        return frames.isEmpty() ? "?" : name(frames.get(0));
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.replaceFirst("0x[0-9a-f]+$", "") + "." + frame.getMethod().getName();
    }

    private static String thread(RecordedEvent event) {
        var thread = event.getThread("sampledThread");
        return thread == null
                ? "?"
                : String.valueOf(thread.getJavaName())
                        .replaceAll("[0-9]+", "N")
                        .replaceAll("@.*", "");
    }

    private static String ours(RecordedEvent event, Options options) {
        return frames(event).stream()
                .map(Profile::name)
                .filter(name -> name.startsWith("io.demijohn"))
                .findFirst()
                .orElseGet(() -> "none: " + library(event));
    }

    private static String library(RecordedEvent event) {
        return frames(event).stream()
                .map(Profile::name)
                .filter(name -> !name.startsWith("java"))
                .findFirst()
                .orElse("java");
    }

    private static List<String> everyOurs(RecordedEvent event) {
        return frames(event).stream()
                .map(Profile::name)
                .filter(name -> name.startsWith("io.demijohn") && !name.contains("$$Lambda"))
                .distinct()
                .collect(Collectors.toList());
    }

    private static String type(RecordedEvent event) {
        return event.getClass("objectClass").getName();
    }
}
