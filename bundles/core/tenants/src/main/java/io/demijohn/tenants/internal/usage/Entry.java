package io.demijohn.tenants.internal.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.demijohn.model.Usage;
import io.demijohn.tenant.CallOutcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a line of the usage log says. Records are numbered without holes; {@code n} is the last
 * number that the line accounts for.
 *
 * @param n the number
 * @param lost how many records up to this one were lost, and are nowhere
 * @param at when
 * @param closed whether this is the mark of a proper end
 * @param used a call
 */
record Entry(long n, long lost, Instant at, boolean closed, Optional<UsageRecord> used) {

    static Entry of(long n, UsageRecord used) {
        return new Entry(n, 0, used.at(), false, Optional.of(used));
    }

    static Entry gap(long n, long lost, Instant at) {
        return new Entry(n, lost, at, false, Optional.empty());
    }

    static Entry close(long n, Instant at) {
        return new Entry(n, 0, at, true, Optional.empty());
    }

    byte[] line() {
        return Lines.write(this::fields);
    }

    private void fields(JsonGenerator out) throws IOException {
        out.writeNumberField("n", n);
        out.writeStringField("at", at.toString());
        if (lost > 0) {
            out.writeNumberField("lost", lost);
        }
        if (closed) {
            out.writeBooleanField("closed", true);
        }
        if (used.isPresent()) {
            fields(out, used.get());
        }
    }

    private static void fields(JsonGenerator out, UsageRecord one) throws IOException {
        out.writeStringField("tenant", one.tenant());
        out.writeStringField("team", one.team());
        out.writeStringField("key", one.key());
        out.writeStringField("model", one.model());
        out.writeStringField("op", one.operation());
        out.writeStringField("end", one.end().name());
        if (one.usage().isPresent()) {
            Usage usage = one.usage().get();
            out.writeNumberField("input", usage.inputTokens());
            out.writeNumberField("cached", usage.cachedTokens());
            out.writeNumberField("cache_write", usage.cacheWriteTokens());
            out.writeNumberField("output", usage.outputTokens());
            out.writeNumberField("reasoning", usage.reasoningTokens());
        }
        if (one.cost().isPresent()) {
            out.writeStringField("cost", one.cost().get().toPlainString());
        }
        out.writeStringField("request", one.requestId());
    }

    /** Reads a line without its line feed; empty when it is torn, damaged or not understood. */
    static Optional<Entry> read(byte[] line) {
        try {
            return Lines.read(line).map(Entry::read);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Entry read(Map<String, String> fields) {
        Instant at = Instant.parse(fields.get("at"));
        Optional<UsageRecord> used =
                fields.containsKey("tenant") ? Optional.of(used(at, fields)) : Optional.empty();
        return new Entry(
                Long.parseLong(fields.get("n")),
                Long.parseLong(fields.getOrDefault("lost", "0")),
                at,
                fields.containsKey("closed"),
                used);
    }

    private static UsageRecord used(Instant at, Map<String, String> fields) {
        return new UsageRecord(
                at,
                text(fields, "tenant"),
                text(fields, "team"),
                text(fields, "key"),
                text(fields, "model"),
                text(fields, "op"),
                CallOutcome.End.valueOf(text(fields, "end")),
                fields.containsKey("input")
                        ? Optional.of(
                                new Usage(
                                        number(fields, "input"),
                                        number(fields, "output"),
                                        number(fields, "cached"),
                                        number(fields, "reasoning"),
                                        number(fields, "cache_write")))
                        : Optional.empty(),
                Optional.ofNullable(fields.get("cost")).map(BigDecimal::new),
                text(fields, "request"));
    }

    private static String text(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }
}
