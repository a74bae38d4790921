package io.demijohn.testkit.checkpoint;

import static io.demijohn.testkit.checkpoint.Appends.refusal;
import static io.demijohn.testkit.checkpoint.Appends.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.checkpoint.Append;
import io.demijohn.checkpoint.CheckpointException.Kind;
import io.demijohn.checkpoint.CheckpointStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The store of each case, and what several of them need. */
abstract class StoreCases {

    static final int WRITERS = 8;

    /** The store under test; {@link #reopen} changes it. */
    CheckpointStore store;

    @SuppressWarnings("NullAway.Init") // the store is set before each test
    StoreCases() {}

    protected abstract CheckpointStore open() throws Exception;

    protected abstract void close(CheckpointStore opened) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() throws Exception {
        close(store);
    }

    final void reopen() throws Exception {
        close(store);
        store = open();
    }

    /** The append is refused with this kind, and says nothing about waiting unless it should. */
    final void assertRefused(Kind kind, Append append, String because) {
        var refusal = refusal(send(store, append));
        assertThat(refusal.kind()).as(because).isEqualTo(kind);
        assertThat(refusal.getMessage()).as("a refusal needs a sentence for people").isNotBlank();
        if (kind != Kind.OVERLOADED) {
            assertThat(refusal.retryAfter()).as("only OVERLOADED says how long to wait").isEmpty();
        }
    }

    /** One of several writers. */
    interface Writer {
        void run(int number) throws Exception;
    }

    static void race(Writer writer) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> ends = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int number = w;
                ends.add(
                        pool.submit(
                                () -> {
                                    start.await();
                                    writer.run(number);
                                    return null;
                                }));
            }
            start.countDown();
            for (Future<?> end : ends) {
                end.get(Appends.LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
