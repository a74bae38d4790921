package io.demijohn.itests.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node says of itself: its metrics, and its heap after a full collection by jcmd. */
final class Meter {

    private static final Pattern SAMPLE =
            Pattern.compile("^(\\w+)(\\{.*})? (\\S+)$", Pattern.MULTILINE);
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final Node node;
    private final Path jcmd;

    Meter(Node node, Options options) {
        this.node = node;
        this.jcmd = Path.of(options.text("java"), "bin", "jcmd");
    }

    /**
     * All values; those of one name with different labels stand there by label and as their sum.
     */
    Map<String, Double> metrics() {
        Answer answer = node.ask("GET", "/metrics", node.key(), "");
        Map<String, Double> all = new HashMap<>();
        Matcher found = SAMPLE.matcher(answer.text());
        while (found.find()) {
            double value = Double.parseDouble(found.group(3));
            all.merge(found.group(1), value, Double::sum);
            String labels = found.group(2) == null ? "" : found.group(2);
            for (String label : labels.split("[{},]")) {
                if (!label.isEmpty()) {
                    all.merge(found.group(1) + "{" + label + "}", value, Double::sum);
                }
            }
        }
        return all;
    }

    double metric(String name) {
        return metrics().getOrDefault(name, 0.0);
    }

    /** Bytes of all objects that are reachable, counted one by one in a full collection. */
    long liveBytes() throws IOException {
        Matcher total = TOTAL.matcher(histogram());
        if (!total.find()) {
            throw new IOException("jcmd GC.class_histogram has no total");
        }
        return Long.parseLong(total.group(1));
    }

    String histogram() throws IOException {
        return ask("GC.class_histogram");
    }

    /** Runs jcmd on the platform's process. */
    String ask(String... command) throws IOException {
        List<String> line = new java.util.ArrayList<>(List.of(jcmd.toString(), "" + node.pid()));
        line.addAll(List.of(command));
        return Node.command(Map.of(), line);
    }

    double descriptors() {
        return metric("jvm_file_descriptor_count");
    }

    double threads() {
        return metric("jvm_thread_count");
    }

    /** Processor time of a process, this one or the platform's, in seconds. */
    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(time -> time.toNanos() / 1e9)
                .orElse(0.0);
    }

    /** Resident memory in bytes. */
    long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + node.pid(), "status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
