package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.TokenCount;
import io.demijohn.model.Usage;
import io.demijohn.router.internal.call.FakeTime;
import io.demijohn.router.internal.call.Recorder;
import io.demijohn.router.internal.call.ScriptedModel;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Embeddings and token counts: the rules of chats, for answers without pieces. */
class WholeAnswersTest {

    private static final Embeddings ONE =
            new Embeddings(
                    List.of(new float[] {1, 2}),
                    Optional.of(Usage.of(3, 0)),
                    "vendor-1",
                    Map.of("id", "e1"));

    private final FakeTime time = new FakeTime();
    private final FailoverRouter router = router(time);

    private static FailoverRouter router(TickClock clock) {
        return new FailoverRouter(
                Settings.with(Map.of("retry_count", 0, "swap_grace_ms", 0L)),
                clock,
                OpenTelemetry.noop());
    }

    @AfterEach
    void stop() {
        router.deactivate();
    }

    private record Scripted(
            String name,
            List<CallContext> asked,
            Function<EmbeddingRequest, CompletionStage<Embeddings>> script)
            implements Embedder {

        static Scripted answering(String name, Embeddings answer) {
            return of(name, request -> CompletableFuture.completedFuture(answer));
        }

        static Scripted failing(String name, Kind kind) {
            return of(name, request -> failed(new ModelException(kind, "scripted")));
        }

        static CompletionStage<Embeddings> failed(Throwable error) {
            return CompletableFuture.failedFuture(error);
        }

        static Scripted of(
                String name, Function<EmbeddingRequest, CompletionStage<Embeddings>> script) {
            return new Scripted(name, new ArrayList<>(), script);
        }

        @Override
        public ModelInfo info() {
            return new ModelInfo(name, "scripted", Map.of());
        }

        @Override
        public CompletionStage<Embeddings> embed(EmbeddingRequest request, CallContext context) {
            asked.add(context);
            return script.apply(request);
        }
    }

    @Test
    void anEmbeddingSaysWhoMadeIt() throws Exception {
        router.addEmbedder(Scripted.failing("down", Kind.UNAVAILABLE), Map.of());
        router.addEmbedder(Scripted.answering("up", ONE), Map.of());
        Embeddings answer = embed("down", "up");
        assertThat(answer.vectors().get(0)).containsExactly(1, 2);
        assertThat(answer.usage()).contains(Usage.of(3, 0));
        assertThat(answer.model()).isEqualTo("vendor-1");
        assertThat(answer.metadata())
                .containsEntry("id", "e1")
                .containsEntry("model_name", "up")
                .containsEntry("attempts", 2)
                .hasSize(4);
    }

    @Test
    void aRouteLeadsToEmbeddersAndChatModelsAlike() throws Exception {
        router.addEmbedder(Scripted.answering("e", ONE), Map.of());
        ConfiguredRoute route = new ConfiguredRoute("r", "e");
        router.addRoute(route);
        assertThat(embed("r").metadata()).containsEntry("model_name", "e");
        assertThat(router.check().message()).isEqualTo("1 models are registered");
        assertThat(router.embedders()).extracting(ModelInfo::name).containsExactly("e");
        router.removeRoute(route);
        assertThat(failure("r").kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aChatModelAndAnEmbedderMayShareAName() throws Exception {
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of());
        assertThat(failure("m").kind()).isEqualTo(Kind.NOT_FOUND);
        Scripted embedder = Scripted.answering("m", ONE);
        router.addEmbedder(embedder, Map.of());
        assertThat(embed("m").model()).isEqualTo("vendor-1");
        router.removeEmbedder(embedder);
        assertThat(router.embedders()).isEmpty();
        assertThat(router.models()).hasSize(1);
    }

    @Test
    void aBadKeyOpensTheBreakerOfTheEmbedderOnly() throws Exception {
        Scripted bad = Scripted.failing("m", Kind.AUTHENTICATION);
        router.addEmbedder(bad, Map.of());
        router.addEmbedder(Scripted.answering("spare", ONE), Map.of());
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of());
        embed("m", "spare");
        embed("m", "spare");
        assertThat(bad.asked()).hasSize(1);
        assertThat(router.check().message()).isEqualTo("calls fail of m");
        assertThat(chat("m").text()).isEqualTo("hi");
    }

    @Test
    void theCallersErrorIsNotAskedOfOthers() throws Exception {
        router.addEmbedder(Scripted.failing("strict", Kind.INVALID_REQUEST), Map.of());
        Scripted other = Scripted.answering("other", ONE);
        router.addEmbedder(other, Map.of());
        assertThat(failure("strict", "other").kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(other.asked()).isEmpty();
    }

    @Test
    void whateverAnEmbedderDoesBecomesAnErrorOfItsOwn() throws Exception {
        Embeddings two =
                new Embeddings(List.of(new float[1], new float[1]), Optional.empty(), "vendor-1");
        router.addEmbedder(Scripted.answering("two", two), Map.of());
        router.addEmbedder(Scripted.answering("null", null), Map.of());
        router.addEmbedder(Scripted.of("nothing", request -> null), Map.of());
        router.addEmbedder(
                Scripted.of("other", request -> Scripted.failed(new IllegalStateException("x"))),
                Map.of());
        router.addEmbedder(
                Scripted.of(
                        "throws",
                        request -> {
                            throw new IllegalStateException("x");
                        }),
                Map.of());
        for (String name : List.of("two", "null", "nothing", "other", "throws")) {
            assertThat(failure(name).kind()).as(name).isEqualTo(Kind.INTERNAL);
        }
    }

    @Test
    void whoGivesUpIsHeardByTheEmbedder() throws Exception {
        Scripted silent = Scripted.of("silent", request -> new CompletableFuture<>());
        router.addEmbedder(silent, Map.of());
        CancellationSource caller = new CancellationSource();
        CompletionStage<Embeddings> answer =
                router.embed(List.of("silent"), request(), context().with(caller));
        caller.cancel();
        assertThat(failure(answer).kind()).isEqualTo(Kind.CANCELLED);
        assertThat(silent.asked().get(0).cancellation().isCancelled()).isTrue();
    }

    @Test
    void aProvidersCountIsTakenAndItsFailureFailsOver() throws Exception {
        ModelException busy = new ModelException(Kind.OVERLOADED, "scripted");
        router.addModel(counting("down", CompletableFuture.failedFuture(busy)), Map.of());
        TokenCount exact = new TokenCount(17, false);
        router.addModel(counting("exact", CompletableFuture.completedFuture(exact)), Map.of());
        assertThat(count("down", "exact")).isEqualTo(new TokenCount(17, false));
    }

    @Test
    void whoHasNoCountGivesAnEstimateAndItsBreakerLearnsNothing() throws Exception {
        ScriptedModel model = ScriptedModel.failing("m", Kind.AUTHENTICATION);
        router.addModel(model, Map.of());
        chat("m");
        time.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            assertThat(count("m").estimated()).isTrue();
        }
        assertThat(router.check().message()).isEqualTo("calls fail of m");
        model.then(asked -> asked.answer("hi"));
        chat("m");
        chat("m");
        assertThat(router.check().message()).isEqualTo("1 models are registered");
    }

    private static ChatModel counting(String name, CompletionStage<TokenCount> answer) {
        return new ChatModel() {
            @Override
            public ModelInfo info() {
                return new ModelInfo(name, "scripted", Map.of());
            }

            @Override
            public void chat(ChatRequest request, CallContext context, ChatListener listener) {
                listener.onError(new ModelException(Kind.INTERNAL, "it only counts"));
            }

            @Override
            public CompletionStage<TokenCount> countTokens(
                    ChatRequest request, CallContext context) {
                return answer;
            }
        };
    }

    private TokenCount count(String... names) throws Exception {
        return router.countTokens(List.of(names), FailoverRouterTest.request("x"), context())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private Recorder chat(String name) throws InterruptedException {
        Recorder caller = new Recorder();
        router.chat(List.of(name), FailoverRouterTest.request("x"), context(), caller);
        assertThat(caller.await()).isTrue();
        return caller;
    }

    private Embeddings embed(String... names) throws Exception {
        return router.embed(List.of(names), request(), context())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private ModelException failure(String... names) throws Exception {
        return failure(router.embed(List.of(names), request(), context()));
    }

    private static ModelException failure(CompletionStage<Embeddings> answer) throws Exception {
        try {
            answer.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (ModelException) e.getCause();
        }
        throw new AssertionError("it succeeded");
    }

    private static EmbeddingRequest request() {
        return EmbeddingRequest.of("asked", List.of("text"));
    }

    private CallContext context() {
        return new CallContext(
                "default",
                "req-1",
                Optional.empty(),
                time.instant().plusSeconds(60),
                new CancellationSource());
    }
}
