package io.demijohn.storage.filesystem.internal;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Accepted and not yet answered appends, in order. Compare-and-set looks at a journal's sequence
 * with its queued groups included, so a writer may send the next group before the last one is
 * durable. That is sound because a group that was accepted fails only when all behind it fail too:
 * when the log itself has failed.
 */
final class CommitQueue {

    /** One write and one fsync take about this much, so that nobody waits behind a huge batch. */
    private static final int BATCH_BYTES = 8 << 20;

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    /** Where a journal will be when its queued groups are durable. */
    private static final class Tail {
        long sequence;
        int groups;
    }

    private final LogOptions options;
    private final JournalIndex index;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Group> waiting = new ArrayDeque<>();
    private final Map<JournalKey, Tail> tails = new HashMap<>();
    private int records;
    private long bytes;
    private long commitNanos;
    private @Nullable String refusal;
    private boolean closing;

    CommitQueue(LogOptions options, JournalIndex index) {
        this.options = options;
        this.index = index;
    }

    /** Takes the group, or throws why not. */
    void offer(Group group) {
        lock.lock();
        try {
            if (refusal != null) {
                throw Refusals.unavailable(refusal, null);
            }
            compareAndSet(group);
            records += weight(group);
            bytes += group.size();
            waiting.add(group);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void compareAndSet(Group group) {
        Tail tail = tails.get(group.key());
        long sequence = tail == null ? index.sequence(group.key()) : tail.sequence;
        if (group.expected() != sequence) {
            throw Refusals.conflict(group, sequence);
        }
        group.pin(index.blobs());
        try {
            checkRoom(group);
        } catch (CheckpointException e) {
            group.unpin(index.blobs());
            throw e;
        }
        if (tail == null) {
            tail = new Tail();
            tails.put(group.key(), tail);
        }
        tail.sequence = group.resulting();
        tail.groups++;
    }

    /** Only what must be written counts: a blob that is stored is not stored again. */
    private void checkRoom(Group group) {
        Refusals.checkBound("group", group.size(), options.maxFrame());
        // An empty queue takes any group, so that no valid group is refused for ever.
        if (records > 0 && isFull(group)) {
            throw Refusals.overloaded(timeToDrain());
        }
    }

    private boolean isFull(Group group) {
        return records + weight(group) > options.queueRecords()
                || bytes + group.size() > options.queueBytes();
    }

    /** A removal has no records but takes a place. */
    private static int weight(Group group) {
        return Math.max(1, group.records());
    }

    private Duration timeToDrain() {
        Duration needed = Duration.ofNanos(commitNanos * (1 + bytes / BATCH_BYTES));
        return needed.compareTo(SHORTEST_WAIT) > 0 ? needed : SHORTEST_WAIT;
    }

    /** Waits for work. Empty when the queue was stopped and nothing is left. */
    List<Group> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            return batch();
        } finally {
            lock.unlock();
        }
    }

    /** What is waiting at this moment. */
    List<Group> drain() {
        lock.lock();
        try {
            return batch();
        } finally {
            lock.unlock();
        }
    }

    private List<Group> batch() {
        List<Group> batch = new ArrayList<>(waiting.size());
        long size = 0;
        while (!waiting.isEmpty() && size < BATCH_BYTES) {
            Group group = waiting.remove();
            size += group.size();
            batch.add(group);
        }
        return batch;
    }

    /** The index shows these groups now. */
    void published(List<Group> batch, long nanos) {
        lock.lock();
        try {
            commitNanos = commitNanos == 0 ? nanos : (7 * commitNanos + nanos) / 8;
            abandoned(batch);
        } finally {
            lock.unlock();
        }
    }

    /** These groups are not on their way any more. */
    void abandoned(List<Group> batch) {
        lock.lock();
        try {
            for (Group group : batch) {
                tails.computeIfPresent(
                        group.key(), (key, tail) -> --tail.groups == 0 ? null : tail);
            }
        } finally {
            lock.unlock();
        }
    }

    /** These groups get their answers now, so their room is free. */
    void answered(List<Group> batch) {
        lock.lock();
        try {
            for (Group group : batch) {
                records -= weight(group);
                bytes -= group.size();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything from now on; what was accepted can still be taken. */
    void stop(String reason) {
        lock.lock();
        try {
            closing = true;
            refusal = refusal == null ? reason : refusal;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything until {@link #resume}. */
    void suspend(String reason) {
        lock.lock();
        try {
            refusal = refusal == null ? reason : refusal;
        } finally {
            lock.unlock();
        }
    }

    void resume() {
        lock.lock();
        try {
            refusal = closing ? refusal : null;
        } finally {
            lock.unlock();
        }
    }

    int records() {
        lock.lock();
        try {
            return records;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
