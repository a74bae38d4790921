package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.journal.ThreadReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up the history of threads that nobody has used for longer than it is kept: their state
 * stays. A thread in use does this by itself, when it writes a snapshot.
 */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int PAGE = 200;

    private final Desk desk;
    private long forgotten;

    Retention(Desk desk) {
        this.desk = desk;
    }

    /** Looks at all threads, every hour. */
    void begin() {
        desk.kernel().timers().after(PAUSE, () -> desk.kernel().workers().execute(this::sweep));
    }

    private void sweep() {
        forgotten = 0;
        page(Optional.empty());
    }

    private void page(Optional<JournalKey> from) {
        if (desk.stopped()) {
            return;
        }
        try {
            List<Head> heads = desk.kernel().store().heads(from, PAGE);
            CompletableFuture<?>[] works =
                    heads.stream()
                            .filter(this::hasOldHistory)
                            .map(this::forget)
                            .toArray(CompletableFuture<?>[]::new);
            forgotten += works.length;
            CompletableFuture.allOf(works)
                    .whenComplete(
                            (done, error) -> desk.kernel().workers().execute(() -> next(heads)));
        } catch (CheckpointException e) {
            LOG.warn("Old history stays for an hour more: {}", e.getMessage());
            begin();
        }
    }

    /** The last key comes again as the first of the next page; by then it is done. */
    private void next(List<Head> heads) {
        if (heads.size() == PAGE) {
            page(Optional.of(heads.get(PAGE - 1).key()));
        } else {
            LOG.debug("The old history of {} threads was given up", forgotten);
            begin();
        }
    }

    private boolean hasOldHistory(Head head) {
        JournalKey key = head.key();
        return key.kind().equals(ThreadReader.KIND)
                && head.floor() < head.sequence()
                && desk.index()
                        .find(key.tenant(), key.id())
                        .filter(entry -> entry.updatedAt() < cutoff())
                        .isPresent();
    }

    private long cutoff() {
        return desk.kernel().clock().millis() - desk.kernel().bounds().history().toMillis();
    }

    private CompletableFuture<?> forget(Head head) {
        JournalKey key = head.key();
        return desk.ask(
                        key.tenant(),
                        key.id(),
                        thread -> {
                            thread.forgetHistory(cutoff());
                            return CompletableFuture.completedFuture(key);
                        })
                .exceptionally(
                        error -> {
                            LOG.warn("thread {}: its old history stays", key.id(), error);
                            return key;
                        })
                .toCompletableFuture();
    }
}
