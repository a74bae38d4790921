package io.demijohn.runtime.internal.exec;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pool's queue whose takers let others have the processor and look again before they sleep: most
 * tasks here are shorter than waking a thread for them takes.
 */
final class PatientQueue extends LinkedBlockingQueue<Runnable> {

    private static final long serialVersionUID = 1L;
    private static final int LOOKS = 3;

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // only speed depends on it
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            Runnable task = poll();
            if (task != null) {
                return task;
            }
            Thread.yield();
        }
        return super.poll(timeout, unit);
    }
}
