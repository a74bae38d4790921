package io.demijohn.tenants.internal.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The totals up to one number of the log, so that a start need not read all of the log. Its first
 * line says up to which number and how many lines follow.
 */
final class TotalsFile {

    private static final Logger LOG = LoggerFactory.getLogger(TotalsFile.class);

    private final Path file;

    TotalsFile(Path folder) {
        this.file = folder.resolve("totals");
    }

    void write(long upTo, Totals totals) throws IOException {
        StringBuilder rows = new StringBuilder();
        int[] count = new int[1];
        totals.missing()
                .forEach(
                        (day, lost) -> {
                            rows.append(text(Lines.write(out -> lost(out, day, lost))));
                            count[0]++;
                        });
        totals.each(
                (bucket, sum) -> {
                    rows.append(text(Lines.write(out -> fields(out, bucket, sum))));
                    count[0]++;
                });
        byte[] head =
                Lines.write(
                        out -> {
                            out.writeNumberField("n", upTo);
                            out.writeNumberField("lines", count[0]);
                        });
        AtomicFile.write(file, text(head) + rows);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    private static void lost(JsonGenerator out, LocalDate day, long lost) throws IOException {
        out.writeStringField("day", day.toString());
        out.writeNumberField("lost", lost);
    }

    private static void fields(JsonGenerator out, Bucket bucket, Sum sum) throws IOException {
        out.writeStringField("day", bucket.day().toString());
        out.writeStringField("tenant", bucket.tenant());
        out.writeStringField("team", bucket.team());
        out.writeStringField("key", bucket.key());
        out.writeStringField("model", bucket.model());
        out.writeNumberField("calls", sum.calls);
        out.writeNumberField("failed", sum.failed);
        out.writeNumberField("unpriced", sum.unpriced);
        out.writeNumberField("input", sum.input);
        out.writeNumberField("cached", sum.cached);
        out.writeNumberField("cache_write", sum.cacheWrite);
        out.writeNumberField("output", sum.output);
        out.writeNumberField("reasoning", sum.reasoning);
        out.writeStringField("cost", sum.cost.toPlainString());
    }

    /**
     * Reads what was written last.
     *
     * @return the number up to which the totals go; empty when there is no such file or it is
     *     damaged, and then nothing was added
     */
    Optional<Long> read(Totals into) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        List<Map<String, String>> rows =
                lines.stream()
                        .map(line -> Lines.read(line.getBytes(StandardCharsets.UTF_8)))
                        .flatMap(Optional::stream)
                        .toList();
        boolean whole =
                !rows.isEmpty()
                        && rows.size() == lines.size()
                        && Integer.toString(lines.size() - 1).equals(rows.get(0).get("lines"));
        if (!whole) {
            LOG.error("{} is damaged: all of the usage log is read instead", file);
            return Optional.empty();
        }
        rows.subList(1, rows.size()).forEach(row -> add(into, row));
        return Optional.of(Long.valueOf(rows.get(0).get("n")));
    }

    private static void add(Totals into, Map<String, String> row) {
        LocalDate day = LocalDate.parse(row.get("day"));
        if (row.containsKey("lost")) {
            into.lose(day, number(row, "lost"));
            return;
        }
        Sum sum = new Sum();
        sum.calls = number(row, "calls");
        sum.failed = number(row, "failed");
        sum.unpriced = number(row, "unpriced");
        sum.input = number(row, "input");
        sum.cached = number(row, "cached");
        sum.cacheWrite = number(row, "cache_write");
        sum.output = number(row, "output");
        sum.reasoning = number(row, "reasoning");
        sum.cost = new BigDecimal(row.get("cost"));
        into.put(
                new Bucket(
                        day,
                        text(row, "tenant"),
                        text(row, "team"),
                        text(row, "key"),
                        text(row, "model")),
                sum);
    }

    private static String text(Map<String, String> row, String name) {
        return row.getOrDefault(name, "");
    }

    private static long number(Map<String, String> row, String name) {
        return Long.parseLong(row.get(name));
    }
}
