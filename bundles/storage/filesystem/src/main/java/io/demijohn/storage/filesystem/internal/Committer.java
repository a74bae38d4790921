package io.demijohn.storage.filesystem.internal;

import io.demijohn.clock.TickClock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes everything queued, writes it, makes it durable with one fsync,
 * shows it in the index, has it answered. While it waits for the disk the next batch gathers, so
 * batches are as large as the load needs and nobody waits for a timer.
 */
final class Committer {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final CommitQueue queue;
    private final SegmentWriter writer;
    private final JournalIndex index;
    private final Acknowledger answers;
    private final LogMeters meters;
    private final TickClock clock;
    private final String path;
    private final Thread thread = new Thread(this::run, "demijohn-log-committer");
    private volatile @Nullable String failure;

    Committer(
            CommitQueue queue,
            SegmentWriter writer,
            JournalIndex index,
            Acknowledger answers,
            LogMeters meters,
            TickClock clock,
            String path) {
        this.queue = queue;
        this.writer = writer;
        this.index = index;
        this.answers = answers;
        this.meters = meters;
        this.clock = clock;
        this.path = path;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why nothing can be written any more. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        while (failure == null) {
            List<Group> batch = queue.take();
            if (batch.isEmpty()) {
                end();
                return;
            }
            commit(batch);
        }
    }

    private void commit(List<Group> batch) {
        try {
            long begun = clock.nanoTime();
            writer.write(batch);
            long written = clock.nanoTime();
            writer.force();
            long forced = clock.nanoTime();
            batch.forEach(group -> group.publish(index));
            queue.published(batch, forced - begun);
            meters.committed(batch, forced - written);
            answers.durable(batch);
        } catch (Throwable e) { // the thread's edge: everything accepted is answered
            fail(batch, e);
        }
    }

    /**
     * The log is read-only from here on. An fsync is never tried again: after a failed one the
     * system may drop what it could not write and report success the next time.
     */
    private void fail(List<Group> batch, Throwable e) {
        String reason =
                "The log in " + path + " cannot be written and is read-only now: " + e + ".";
        failure = reason;
        LOG.error("{} What was not acknowledged may be lost.", reason, e);
        queue.stop(reason);
        for (List<Group> rest = batch; !rest.isEmpty(); rest = queue.take()) {
            rest.forEach(group -> group.unpin(index.blobs()));
            answers.failed(rest, reason, e);
        }
    }

    /** A clean end: after it, damage to the last batch can be told from a torn write. */
    private void end() {
        try {
            writer.mark(clock.millis());
            writer.force();
        } catch (IOException e) {
            LOG.warn("Could not mark the end of the log in {}; nothing is lost.", path, e);
        }
    }

    /** Waits for the end. False when the disk does not answer. */
    boolean awaitEnd() {
        return Ends.await(thread);
    }
}
