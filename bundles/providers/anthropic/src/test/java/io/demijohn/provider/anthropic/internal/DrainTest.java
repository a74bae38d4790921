package io.demijohn.provider.anthropic.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.Cancellation;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.testkit.model.RecordingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class DrainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What an update of the bundle rests on: stopping waits for the calls that are open. */
    @Test
    @Timeout(30)
    void openCallsFinishBeforeStoppingDoes() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Stand stand =
                new Stand(
                        call -> {
                            call.begin().text("a");
                            await(goOn);
                            call.text("b").end("end_turn");
                        })) {
            List<RecordingListener> open = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                open.add(begin(stand));
            }
            open.forEach(listener -> assertThat(listener.awaitFirst(PATIENCE)).isTrue());
            CompletableFuture<Void> stopping =
                    CompletableFuture.runAsync(() -> stand.drain(PATIENCE));
            RecordingListener late = begin(stand);
            while (!late.awaitEnd(Duration.ofMillis(20))) {
                // The door was still open for this one, and it waits like the others.
                open.add(late);
                late = begin(stand);
            }
            assertThat(late.error().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(stopping).isNotDone();
            goOn.countDown();
            stopping.get(20, TimeUnit.SECONDS);
            assertThat(open).allMatch(listener -> listener.result().isPresent());
        }
    }

    @Test
    void callsThatDoNotFinishAreEnded() {
        try (Stand stand = new Stand(call -> call.begin().text("a").hold())) {
            RecordingListener open = begin(stand);
            assertThat(open.awaitFirst(PATIENCE)).isTrue();
            stand.drain(Duration.ofMillis(100));
            assertThat(open.awaitEnd(Duration.ofSeconds(3))).isTrue();
            assertThat(open.error().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(stand.disconnected(Duration.ofSeconds(3))).isTrue();
        }
    }

    /** Calls that come in at the very moment of stopping end too, one way or the other. */
    @Test
    @Timeout(60)
    void everyCallEndsWhenStoppingRacesWithCalls() {
        for (int round = 0; round < 50; round++) {
            try (Stand stand = new Stand(call -> call.begin().text("a").end("end_turn"))) {
                List<RecordingListener> listeners = new ArrayList<>();
                CompletableFuture<Void> stopping =
                        CompletableFuture.runAsync(() -> stand.drain(PATIENCE));
                for (int i = 0; i < 20; i++) {
                    listeners.add(begin(stand));
                }
                assertThat(stopping).succeedsWithin(PATIENCE);
                for (RecordingListener listener : listeners) {
                    assertThat(listener.awaitEnd(PATIENCE)).isTrue();
                    assertThat(listener.breaches()).isEmpty();
                    listener.error()
                            .ifPresent(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
                }
            }
        }
    }

    private static RecordingListener begin(Stand stand) {
        RecordingListener listener = new RecordingListener();
        stand.model().chat(Asked.question(), Asked.context(PATIENCE, Cancellation.NEVER), listener);
        return listener;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
