package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.testkit.model.RecordingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SimulatedModelTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void everyAnswerSaysThatItIsSimulated() {
        SimulatedModel model = Models.plain();
        assertThat(model.info().metadata()).containsEntry("simulated", true);
        assertThat(complete(model, "hello").metadata()).containsEntry("simulated", true);
    }

    @Test
    void sameQuestionSameAnswerAndIds() {
        assertThat(complete(Models.plain(), "hello")).isEqualTo(complete(Models.plain(), "hello"));
    }

    @Test
    void theSameCallsFailInEveryLife() {
        List<Boolean> first = failures(Models.failing(0.3, 0));
        assertThat(failures(Models.failing(0.3, 0))).isEqualTo(first);
        assertThat(first.stream().filter(failed -> failed).count()).isBetween(40L, 80L);
    }

    private static List<Boolean> failures(SimulatedModel model) {
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            failed.add(ask(model, "hello").error().isPresent());
        }
        return failed;
    }

    @Test
    void failsAfterSomePieces() {
        RecordingListener listener = ask(Models.failing(1, 3), "hello");
        assertThat(listener.deltas()).hasSize(3);
        assertThat(listener.error().orElseThrow().kind()).isEqualTo(Kind.OVERLOADED);
    }

    @Test
    void stopsAtTheLimitAndAtTheStopText() {
        ChatResult cut = complete(Models.plain(), sampled(Optional.of(3), List.of()));
        assertThat(cut.message().text()).isEqualTo("I am a ");
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
        ChatResult stopped = complete(Models.plain(), sampled(Optional.empty(), List.of("model")));
        assertThat(stopped.message().text()).isEqualTo("I am a simulated ");
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void followsItsScript() {
        SimulatedModel model =
                Models.scripted(
                        """
                        {
                          // the first call fails, the next ones answer
                          "rules": [
                            {"match": "order (\\\\d+)", "times": 1, "steps": [
                              {"error": "rate_limited", "retry_after_ms": 1500}]},
                            {"match": "order (\\\\d+)", "steps": [
                              {"pause_ms": 1},
                              {"text": "Order {{1}}: {{question}}"}],
                              "finish": "length"},
                          ],
                        }
                        """);
        RecordingListener first = ask(model, "my order 17");
        assertThat(first.error().orElseThrow().kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(first.error().orElseThrow().retryAfter()).contains(Duration.ofMillis(1500));
        ChatResult second = complete(model, "my order 17");
        assertThat(second.message().text()).isEqualTo("Order 17: my order 17");
        assertThat(second.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(complete(model, "hello").message().text()).contains("simulated");
    }

    @Test
    void tenThousandCallsInFlightAreCheap() {
        SimulatedModel model = Models.slow("constant:60000", "constant:0");
        int threads = Thread.activeCount();
        CancellationSource end = new CancellationSource();
        List<RecordingListener> open = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            open.add(new RecordingListener());
            model.chat(request("hello"), context(end), open.get(i));
        }
        assertThat(Thread.activeCount() - threads).isLessThan(5);
        end.cancel();
        assertThat(open)
                .allSatisfy(
                        listener -> {
                            assertThat(listener.awaitEnd(PATIENCE)).isTrue();
                            assertThat(listener.error().orElseThrow().kind())
                                    .isEqualTo(Kind.CANCELLED);
                        });
    }

    @Test
    void cancellationRacesWithPiecesAndEndsOnce() {
        SimulatedModel model = Models.slow("constant:0", "uniform:0:1");
        for (int i = 0; i < 300; i++) {
            CancellationSource cancel = new CancellationSource();
            int after = i % 20;
            List<RecordingListener> self = new ArrayList<>();
            RecordingListener listener =
                    new RecordingListener(
                            delta -> {
                                if (self.get(0).deltas().size() == after) {
                                    CompletableFuture.runAsync(cancel::cancel);
                                }
                            });
            self.add(listener);
            model.chat(request("hello"), context(cancel), listener);
            assertThat(listener.awaitEnd(PATIENCE)).isTrue();
            assertThat(listener.breaches()).isEmpty();
        }
    }

    @Test
    void stoppingLetsOpenCallsFinish() {
        SimulatedModel model = Models.slow("constant:100", "constant:5");
        List<RecordingListener> open = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            open.add(new RecordingListener());
            model.chat(request("hello"), context(new CancellationSource()), open.get(i));
        }
        model.close(Duration.ofSeconds(10));
        assertThat(open).allMatch(listener -> listener.result().isPresent());
    }

    private static ChatRequest sampled(Optional<Integer> maxTokens, List<String> stop) {
        return new ChatRequest(
                "m",
                List.of(Message.text("u", Role.USER, "hello")),
                List.of(),
                new Sampling(
                        Optional.empty(),
                        Optional.empty(),
                        maxTokens,
                        Optional.empty(),
                        stop,
                        Optional.empty(),
                        Optional.empty()));
    }

    private static ChatResult complete(SimulatedModel model, String question) {
        return complete(model, request(question));
    }

    private static ChatResult complete(SimulatedModel model, ChatRequest request) {
        return ask(model, request).result().orElseThrow();
    }

    private static RecordingListener ask(SimulatedModel model, String question) {
        return ask(model, request(question));
    }

    private static RecordingListener ask(SimulatedModel model, ChatRequest request) {
        RecordingListener listener = new RecordingListener();
        model.chat(request, context(new CancellationSource()), listener);
        assertThat(listener.awaitEnd(PATIENCE)).isTrue();
        return listener;
    }

    private static ChatRequest request(String question) {
        return new ChatRequest(
                "m", List.of(Message.text("u", Role.USER, question)), List.of(), Sampling.DEFAULT);
    }

    private static CallContext context(CancellationSource cancellation) {
        return new CallContext(
                "default", "r", Optional.empty(), Instant.now().plus(PATIENCE), cancellation);
    }
}
