package io.demijohn.storage.filesystem.internal;

import io.demijohn.clock.TickClock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Directory directory;
    private final LogOptions options;
    private final Thread thread = new Thread(this::run, "demijohn-log-committer");
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable String failure;
    private volatile boolean isFull; // the failure is that the disk is full
    private volatile LogPosition published;

    Committer(
            CommitQueue queue,
            SegmentWriter writer,
            JournalIndex index,
            Acknowledger answers,
            LogMeters meters,
            TickClock clock,
            Directory directory,
            LogOptions options) {
        this.queue = queue;
        this.writer = writer;
        this.index = index;
        this.answers = answers;
        this.meters = meters;
        this.clock = clock;
        this.directory = directory;
        this.options = options;
        this.published = writer.position();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why nothing can be written. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether it goes on by itself when there is space again. */
    boolean isFull() {
        return isFull;
    }

    /** Everything before this is durable, and in the index. */
    LogPosition published() {
        return published;
    }

    private void run() {
        while (failure == null || isFull) {
            List<Group> batch = queue.take();
            if (batch.isEmpty()) {
                end();
                return;
            }
            commit(batch);
        }
    }

    private void commit(List<Group> batch) {
        writing.lock();
        try {
            long begun = clock.nanoTime();
            writer.write(batch);
            long written = clock.nanoTime();
            writer.force();
            long forced = clock.nanoTime();
            batch.forEach(group -> group.publish(index));
            published = writer.position();
            queue.published(batch, forced - begun);
            meters.committed(batch, forced - written);
            answers.durable(batch);
        } catch (Throwable e) { // the thread's edge: everything accepted is answered
            fail(batch, e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Nothing more is written. An fsync is never tried again: after a failed one the system may
     * drop what it could not write and report success the next time. Only a write that found no
     * room is known to have done nothing worse.
     */
    private void fail(List<Group> batch, Throwable e) {
        isFull = isFullDisk(e);
        String reason =
                isFull
                        ? "The disk of the log in %s is full: %s.".formatted(directory.path(), e)
                        : "The log in %s cannot be written and is read-only now: %s."
                                .formatted(directory.path(), e);
        failure = reason;
        LOG.error("{} What was not acknowledged may be lost.", reason, e);
        if (isFull) {
            queue.suspend(reason);
        } else {
            queue.stop(reason);
        }
        for (List<Group> rest = batch; !rest.isEmpty(); rest = queue.drain()) {
            rest.forEach(group -> group.abandon(index.blobs()));
            queue.abandoned(rest);
            answers.failed(rest, reason, e);
        }
    }

    private boolean isFullDisk(Throwable e) {
        if (!(e instanceof IOException) || e instanceof ForceFailed) {
            return false;
        }
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left")
                || message.contains("quota exceeded")
                || hasNoRoom();
    }

    /** The message is the system's, in the system's language. */
    private boolean hasNoRoom() {
        try {
            return directory.usableSpace() < options.roomToGoOn();
        } catch (IOException e) {
            return false;
        }
    }

    /** After the disk was full: goes on in a new segment once there is room for one. */
    void probe() {
        writing.lock();
        try {
            if (isFull && directory.usableSpace() >= options.roomToGoOn()) {
                writer.restart(published);
                published = writer.position();
                failure = null;
                isFull = false;
                queue.resume();
                LOG.info("There is space again: the log in {} goes on.", directory.path());
            }
        } catch (IOException e) {
            isFull = isFullDisk(e);
            if (!isFull) {
                failure = "The log in %s cannot go on: %s.".formatted(directory.path(), e);
                queue.stop(failure);
                LOG.error("{}", failure, e);
            }
        } finally {
            writing.unlock();
        }
    }

    /** A clean end: after it, damage to the last batch can be told from a torn write. */
    private void end() {
        if (failure != null) {
            return;
        }
        try {
            writer.mark(clock.millis());
            writer.force();
            published = writer.position();
        } catch (IOException e) {
            LOG.warn("Could not mark the end of the log in {}.", directory.path(), e);
        }
    }

    /** Waits for the end. False when the disk does not answer. */
    boolean awaitEnd() {
        return Ends.await(thread);
    }
}
