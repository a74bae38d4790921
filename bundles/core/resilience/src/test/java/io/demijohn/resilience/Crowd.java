package io.demijohn.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** Many threads that all ask as soon as all of them are there. */
final class Crowd {

    private static final int THREADS = 64;

    private Crowd() {}

    /** What each of so many calls got. */
    static List<Long> ask(int calls, LongSupplier question) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<List<Long>>> futures = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int share = calls / THREADS + (t < calls % THREADS ? 1 : 0);
            futures.add(
                    threads.submit(
                            () -> {
                                start.await();
                                return some(share, question);
                            }));
        }
        start.countDown();
        List<Long> answers = new ArrayList<>();
        for (Future<List<Long>> future : futures) {
            answers.addAll(future.get());
        }
        threads.shutdown();
        return answers;
    }

    private static List<Long> some(int calls, LongSupplier question) {
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            answers.add(question.getAsLong());
        }
        return answers;
    }
}
