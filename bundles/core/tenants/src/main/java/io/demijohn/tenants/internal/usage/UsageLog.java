package io.demijohn.tenants.internal.usage;

import io.demijohn.health.Health;
import io.demijohn.tenants.internal.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The usage log. Calls leave records in a bounded queue and go on; one thread numbers them, writes
 * them in batches and adds them up. What was written survives the process, and within a second the
 * machine.
 */
final class UsageLog {

    private static final Logger LOG = LoggerFactory.getLogger(UsageLog.class);
    private static final int BATCH = 4_096;

    /**
     * Bounds.
     *
     * @param waiting records that may wait for the disk; more are lost, and counted
     * @param fileBytes after which a new file begins
     * @param keptBytes of files that are kept
     */
    record Bounds(int waiting, long fileBytes, long keptBytes) {}

    private final InstantSource clock;
    private final Bounds bounds;
    private final LogFiles files;
    private final TotalsFile totalsFile;
    private final Totals totals;
    private final Tally tally;
    private final Recovery.Result found;

    private final Queue<UsageRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean closed;
    private volatile Optional<String> trouble = Optional.empty();

    // The writer's own.
    private final List<Entry> unwritten = new ArrayList<>();
    private FileChannel channel;
    private long last;
    private long good;
    private boolean unforced;
    private @Nullable LocalDate today;

    UsageLog(Path folder, InstantSource clock, Bounds bounds, int days) throws IOException {
        this.clock = clock;
        this.bounds = bounds;
        AtomicFile.directory(folder);
        files = new LogFiles(folder);
        totalsFile = new TotalsFile(folder);
        totals = new Totals(days);
        tally = new Tally(folder.resolve("counts"));
        found = Recovery.run(files, totalsFile, totals, tally);
        last = found.last();
        tally.reset(last + found.missing());
        channel = files.begin(last + 1);
        if (found.missing() > 0) {
            append(Entry.gap(last + found.missing(), found.missing(), clock.instant()));
        }
        flush();
        totalsFile.write(last, totals);
    }

    /** What the last life of the process has left. */
    Recovery.Result found() {
        return found;
    }

    Totals totals() {
        return totals;
    }

    /** A call begins. */
    void begin() {
        tally.begin();
    }

    /** A call has ended, with or without a record. */
    void end() {
        tally.end();
    }

    /** Leaves a record and returns at once. False when it is lost, because too many wait. */
    boolean add(UsageRecord one) {
        if (closed) {
            return false;
        }
        tally.accept();
        if (count.incrementAndGet() > bounds.waiting()) {
            count.decrementAndGet();
            dropped.incrementAndGet();
            return false;
        }
        waiting.add(one);
        return true;
    }

    /** Writes what waits. One thread at a time. */
    synchronized void flush() {
        try {
            do {
                takeBatch();
                write();
            } while (!waiting.isEmpty() && trouble.isEmpty());
            trouble = Optional.empty();
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.error("The usage log cannot be written; records wait in memory", e);
            }
            trouble = Optional.of(String.valueOf(e));
        }
    }

    private void takeBatch() {
        while (unwritten.size() < BATCH) {
            UsageRecord next = waiting.poll();
            if (next == null) {
                break;
            }
            count.decrementAndGet();
            append(Entry.of(last + 1, next));
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            append(Entry.gap(last + lost, lost, clock.instant()));
        }
    }

    private void append(Entry entry) {
        unwritten.add(entry);
        last = entry.n();
    }

    private void write() throws IOException {
        if (unwritten.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Entry entry : unwritten) {
            bytes.writeBytes(entry.line());
        }
        channel.truncate(good); // what a failed write has left
        channel.position(good);
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        good += bytes.size();
        unforced = true;
        unwritten.forEach(this::count);
        unwritten.clear();
        if (good >= bounds.fileBytes()) {
            roll();
        }
    }

    private void count(Entry entry) {
        Recovery.apply(entry, totals);
        LocalDate day = LocalDate.ofInstant(entry.at(), ZoneOffset.UTC);
        if (!day.equals(today)) {
            today = day;
            totals.age(day);
        }
    }

    private void roll() throws IOException {
        FileChannel next = files.begin(last + 1);
        channel.force(false);
        channel.close();
        channel = next;
        good = 0;
        unforced = false;
        totalsFile.write(last, totals);
        files.trim(bounds.keptBytes());
    }

    /** Brings what was written to the disk itself. */
    synchronized void force() {
        if (!unforced) {
            return;
        }
        try {
            channel.force(false);
            unforced = false;
        } catch (IOException e) {
            trouble = Optional.of(String.valueOf(e));
            LOG.error("The usage log cannot be brought to the disk", e);
        }
    }

    /** Writes what waits and the mark of a proper end. */
    synchronized void close() {
        closed = true;
        flush();
        try {
            Instant now = clock.instant();
            unwritten.add(Entry.close(last, now));
            write();
            channel.force(true);
            channel.close();
            totalsFile.write(last, totals);
        } catch (IOException e) {
            LOG.error("The usage log could not be ended properly", e);
        }
    }

    Health health() {
        return trouble.map(
                        what ->
                                Health.degraded(
                                        "Usage cannot be written and waits in memory: " + what,
                                        "make room on the disk of the data folder"))
                .orElseGet(() -> Health.up("Usage is written"));
    }
}
