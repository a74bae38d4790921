package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.journal.ThreadReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    Retention(Desk desk) {
        this.desk = desk;
    }

    /** Looks at all threads, every hour. */
    void begin() {
        desk.kernel().timers().after(PAUSE, () -> sweep().whenComplete(this::again));
    }

    private void again(Void done, Throwable error) {
        if (error != null) {
            LOG.warn("Some old history stays for an hour more", error);
        }
        if (!desk.stopped()) {
            begin();
        }
    }

    /** Looks at all threads once. */
    CompletionStage<Void> sweep() {
        return CompletableFuture.supplyAsync(
                        () -> page(Optional.empty()), desk.kernel().workers().ours())
                .thenCompose(rest -> rest);
    }

    /** The last key comes again as the first of the next page; by then it is done. */
    private CompletionStage<Void> page(Optional<JournalKey> from) {
        List<Head> heads = desk.kernel().store().heads(from, PAGE);
        CompletableFuture<Void> done =
                CompletableFuture.allOf(
                        heads.stream()
                                .filter(this::hasOldHistory)
                                .map(this::forget)
                                .toArray(CompletableFuture<?>[]::new));
        if (heads.size() < PAGE || desk.stopped()) {
            return done;
        }
        Optional<JournalKey> last = Optional.of(heads.get(PAGE - 1).key());
        return done.thenComposeAsync(all -> page(last), desk.kernel().workers().ours());
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
                            return thread.durably(() -> key);
                        })
                .exceptionally(
                        error -> {
                            LOG.warn("thread {}: its old history stays", key.id(), error);
                            return key;
                        })
                .toCompletableFuture();
    }
}
