package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.router.internal.call.Recorder;
import io.demijohn.router.internal.call.ScriptedModel;
import io.opentelemetry.api.OpenTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model is replaced again and again under load, as a bundle update does it: no call fails. */
class HotSwapTest {

    private static final int CALLERS = 8;
    private static final int SWAPS = 40;

    private final FailoverRouter router =
            new FailoverRouter(Settings.defaults(), TickClock.system(), OpenTelemetry.noop());
    private final ScheduledExecutorService upstream = Executors.newScheduledThreadPool(2);

    @AfterEach
    void stop() {
        router.deactivate();
        upstream.shutdownNow();
    }

    /** Answers after a moment; when it is stopped it refuses new calls and ends open ones. */
    private final class Generation implements ChatModel {
        private final Set<ChatListener> open = ConcurrentHashMap.newKeySet();
        private final String text;
        private volatile boolean stopped;

        Generation(int number) {
            text = "generation " + number;
        }

        @Override
        public ModelInfo info() {
            return new ModelInfo("m", "swapped", Map.of());
        }

        @Override
        public void chat(ChatRequest request, CallContext context, ChatListener listener) {
            if (stopped) {
                throw new IllegalStateException("already stopped");
            }
            open.add(listener);
            upstream.schedule(() -> answer(listener), 3, TimeUnit.MILLISECONDS);
        }

        private void answer(ChatListener listener) {
            if (open.remove(listener)) {
                listener.onDelta(new ChatDelta.Text(text));
                listener.onComplete(ScriptedModel.result(text));
            }
        }

        /** After the service was unregistered, as the framework does it. */
        void stop() {
            stopped = true;
            for (ChatListener listener : open) {
                if (open.remove(listener)) {
                    listener.onError(new ModelException(Kind.UNAVAILABLE, "stopping"));
                }
            }
        }
    }

    @Test
    void noCallFails() throws Exception {
        AtomicBoolean swapping = new AtomicBoolean(true);
        Semaphore answers = new Semaphore(0);
        Generation current = new Generation(0);
        router.addModel(current, Map.of());
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            done.add(callers.submit(() -> callWhile(swapping, answers)));
        }
        for (int i = 1; i <= SWAPS; i++) {
            router.removeModel(current);
            current.stop();
            Generation next = new Generation(i);
            current = next;
            upstream.schedule(() -> router.addModel(next, Map.of()), 5, TimeUnit.MILLISECONDS)
                    .get();
            // Each version has to serve before the next one comes.
            answers.drainPermits();
            assertThat(answers.tryAcquire(2 * CALLERS, 20, TimeUnit.SECONDS)).isTrue();
        }
        swapping.set(false);
        for (Future<?> each : done) {
            each.get(30, TimeUnit.SECONDS);
        }
        callers.shutdown();
    }

    private Void callWhile(AtomicBoolean going, Semaphore answers) throws Exception {
        while (going.get()) {
            Recorder caller = new Recorder();
            router.chat(
                    List.of("m"),
                    FailoverRouterTest.request("m"),
                    FailoverRouterTest.context(60),
                    caller);
            assertThat(caller.await()).isTrue();
            assertThat(caller.error).isNull();
            assertThat(caller.breaches).isEmpty();
            answers.release();
        }
        return null;
    }
}
