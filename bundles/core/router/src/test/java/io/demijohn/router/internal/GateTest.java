package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Usage;
import io.demijohn.router.internal.call.Recorder;
import io.demijohn.router.internal.call.ScriptedModel;
import io.demijohn.tenant.CallOutcome;
import io.demijohn.tenant.CallOutcome.End;
import io.demijohn.tenant.ModelDemand;
import io.demijohn.tenant.ModelGate;
import io.demijohn.tenant.Passage;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call passes the gate once, and its end is told once. */
class GateTest {

    private final FailoverRouter router =
            new FailoverRouter(
                    Settings.with(Map.of("retry_count", 0)),
                    TickClock.system(),
                    OpenTelemetry.noop());
    private final KeptGate gate = new KeptGate();

    private static final class KeptGate implements ModelGate {
        private final List<ModelDemand> entered = new CopyOnWriteArrayList<>();
        private final List<CallOutcome> ended = new CopyOnWriteArrayList<>();
        private volatile CompletionStage<Passage> answer =
                CompletableFuture.completedFuture(ended::add);

        @Override
        public CompletionStage<Passage> enter(ModelDemand demand, CallContext context) {
            entered.add(demand);
            return answer;
        }
    }

    @BeforeEach
    void open() {
        router.setGate(gate);
    }

    @AfterEach
    void stop() {
        router.deactivate();
    }

    private Recorder ask(CallContext context, String... names) throws InterruptedException {
        Recorder caller = new Recorder();
        router.chat(List.of(names), FailoverRouterTest.request(names[0]), context, caller);
        assertThat(caller.await()).isTrue();
        return caller;
    }

    private Recorder ask(String... names) throws InterruptedException {
        return ask(FailoverRouterTest.context(60), names);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerHasTheSameUsageInPiecesAndWhole(boolean inPieces) throws Exception {
        router.addModel(
                new ScriptedModel(
                        "m",
                        asked -> {
                            if (inPieces) {
                                asked.say("h");
                                asked.say("i");
                            }
                            asked.finish("hi");
                        }),
                Map.of());
        Recorder caller = ask("m");
        assertThat(gate.entered).hasSize(1);
        assertThat(gate.entered.get(0).model()).isEqualTo("m");
        assertThat(gate.entered.get(0).inputTokens().getAsLong()).isPositive();
        Optional<Usage> usage = caller.result.usage();
        assertThat(usage).isPresent();
        assertThat(gate.ended)
                .containsExactly(
                        new CallOutcome(
                                End.COMPLETE,
                                Optional.of("m"),
                                Optional.of(caller.result.model()),
                                usage));
    }

    @Test
    void aCallThatFailsOverIsOneCallOfWhoServed() throws Exception {
        router.addModel(ScriptedModel.failing("bad", Kind.UNAVAILABLE), Map.of());
        router.addModel(ScriptedModel.answering("good", "hi"), Map.of());
        ask("bad", "good");
        assertThat(gate.entered).hasSize(1);
        assertThat(gate.ended).hasSize(1);
        assertThat(gate.ended.get(0).model()).contains("good");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST,false,FAILED",
        "UNAVAILABLE,false,FAILED",
        "UNAVAILABLE,true,BROKEN",
        "PROTOCOL,false,BROKEN",
        "TRUNCATED,true,BROKEN"
    })
    void aFailureTellsWhetherSomethingWasUsed(Kind kind, boolean begun, End end) throws Exception {
        router.addModel(
                new ScriptedModel(
                        "m",
                        asked -> {
                            if (begun) {
                                asked.say("h");
                            }
                            asked.fail(kind);
                        }),
                Map.of());
        ask("m");
        assertThat(gate.ended).extracting(CallOutcome::end).containsExactly(end);
    }

    @Test
    void whoHangsUpHasEndedTheCall() throws Exception {
        router.addModel(ScriptedModel.silent("m"), Map.of());
        CancellationSource source = new CancellationSource();
        source.cancel();
        ask(FailoverRouterTest.context(60).with(source), "m");
        assertThat(gate.ended).extracting(CallOutcome::end).containsExactly(End.CANCELLED);
    }

    @Test
    void aRefusedCallAsksNobody() throws Exception {
        ScriptedModel model = ScriptedModel.answering("m", "hi");
        router.addModel(model, Map.of());
        gate.answer =
                CompletableFuture.failedFuture(
                        new ModelException(
                                Kind.RATE_LIMITED,
                                "enough",
                                null,
                                Optional.of(Duration.ofMillis(1500))));
        Recorder caller = ask("m");
        assertThat(caller.error.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(caller.error.retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(model.asked).isEmpty();
        assertThat(gate.ended).isEmpty();
    }

    @Test
    void aRunWaitsUntilItIsLetIn() throws Exception {
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of());
        gate.answer =
                CompletableFuture.failedFuture(
                        new ModelException(
                                Kind.RATE_LIMITED,
                                "enough",
                                null,
                                Optional.of(Duration.ofMillis(1))));
        Recorder caller = new Recorder();
        CallContext now = FailoverRouterTest.context(60);
        CallContext run =
                new CallContext(
                        now.tenant(),
                        now.requestId(),
                        now.traceparent(),
                        now.deadline(),
                        now.cancellation(),
                        1);
        router.chat(List.of("m"), FailoverRouterTest.request("m"), run, caller);
        while (gate.entered.size() < 3) {
            Thread.onSpinWait();
        }
        assertThat(caller.hasEnded()).isFalse();
        gate.answer = CompletableFuture.completedFuture(gate.ended::add);
        assertThat(caller.await()).isTrue();
        assertThat(caller.model()).isEqualTo("m");
        assertThat(gate.ended).hasSize(1);
    }

    @Test
    void aGateThatFailsLetsNobodyPass() throws Exception {
        ScriptedModel model = ScriptedModel.answering("m", "hi");
        router.addModel(model, Map.of());
        gate.answer = CompletableFuture.failedFuture(new IllegalStateException("defect"));
        assertThat(ask("m").error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void vectorsPassTheGateToo() {
        CompletionStage<?> answer =
                router.embed(
                        List.of(),
                        EmbeddingRequest.of("nobody", List.of("text")),
                        FailoverRouterTest.context(60));
        assertThat(answer.toCompletableFuture().handle((vectors, failure) -> failure).join())
                .isNotNull();
        assertThat(gate.entered.get(0).operation()).isEqualTo(ModelDemand.Operation.EMBEDDINGS);
        assertThat(gate.ended).extracting(CallOutcome::end).containsExactly(End.FAILED);
    }
}
