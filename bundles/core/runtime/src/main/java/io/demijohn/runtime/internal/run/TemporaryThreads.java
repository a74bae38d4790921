package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary threads go some time after their last run, when nobody is owed a notice of it. */
final class TemporaryThreads {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryThreads.class);

    private final Desk desk;

    TemporaryThreads(Desk desk) {
        this.desk = desk;
    }

    /** After the end of a run, in the thread's mailbox. */
    void dropLater(Conversation thread) {
        if (thread.state().profile().temporary()) {
            dropLater(thread.key(), Duration.ZERO);
        }
    }

    void dropLater(JournalKey key, Duration more) {
        Duration delay = desk.kernel().bounds().temporaryRetention().plus(more);
        desk.kernel().timers().after(delay, () -> drop(key));
    }

    private void drop(JournalKey key) {
        if (desk.stopped() || !desk.index().contains(key.tenant(), key.id())) {
            return;
        }
        desk.ask(key.tenant(), key.id(), TemporaryThreads::drop)
                .exceptionally(
                        error -> {
                            LOG.warn("thread {} stays until the next start", key.id(), error);
                            return null;
                        });
    }

    /**
     * One with an open run stays: the end of that run calls again. One that asks what became of a
     * call stays as well: it is all that is known of that call, and the answer brings a run.
     */
    private static CompletionStage<Void> drop(Conversation thread) {
        ThreadState state = thread.state();
        boolean idle = thread.live().isEmpty() && state.open().isEmpty() && state.owed().isEmpty();
        boolean asks = !Questions.of(state).open().isEmpty();
        return thread.exists() && state.profile().temporary() && idle && !asks
                ? thread.delete()
                : CompletableFuture.completedFuture(null);
    }
}
