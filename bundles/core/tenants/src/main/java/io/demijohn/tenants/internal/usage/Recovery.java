package io.demijohn.tenants.internal.usage;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Reads what the last life of the process has left: totals up to a number, and every record after
 * it once. Numbers have no holes, so what is not there is known to be missing.
 */
final class Recovery {

    /**
     * What was found.
     *
     * @param last the last number that is accounted for
     * @param missing records after it that were accepted, and lost before they were written
     * @param underWay calls that had begun and had no end: what they used is nowhere
     * @param damaged lines that could not be read
     * @param closed whether the log was ended properly, or is new
     */
    record Result(long last, long missing, long underWay, long damaged, boolean closed) {}

    private final Totals totals;
    private final long after;
    private long last;
    private long damaged;
    private boolean closed;

    private Recovery(Totals totals, long after) {
        this.totals = totals;
        this.after = after;
        this.last = after;
        this.closed = after == 0;
    }

    static Result run(LogFiles files, TotalsFile totalsFile, Totals totals, Tally tally)
            throws IOException {
        Recovery recovery = new Recovery(totals, totalsFile.read(totals).orElse(0L));
        files.read(recovery.after, recovery::take);
        long missing = Math.max(0, tally.accepted() - recovery.last);
        return new Result(
                recovery.last,
                missing,
                tally.underWay(),
                recovery.damaged,
                recovery.closed && missing == 0);
    }

    private void take(Optional<Entry> line) {
        if (line.isEmpty()) {
            damaged++;
            return;
        }
        Entry entry = line.get();
        if (entry.closed()) {
            closed = entry.n() >= last;
        } else if (entry.n() > last) {
            closed = false;
            long hole = entry.n() - last - Math.max(1, entry.lost());
            if (hole > 0) {
                totals.lose(day(entry), hole);
            }
            apply(entry, totals);
            last = entry.n();
        }
    }

    /** Adds one entry up. */
    static void apply(Entry entry, Totals totals) {
        entry.used().ifPresent(totals::add);
        if (entry.lost() > 0) {
            totals.lose(day(entry), entry.lost());
        }
    }

    private static LocalDate day(Entry entry) {
        return LocalDate.ofInstant(entry.at(), ZoneOffset.UTC);
    }
}
