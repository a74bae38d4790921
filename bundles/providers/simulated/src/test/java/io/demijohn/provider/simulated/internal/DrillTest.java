package io.demijohn.provider.simulated.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.testkit.config.TypedConfig;
import io.demijohn.testkit.model.RecordingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a drill does to whom, and that nothing of it stays. */
final class DrillTest {

    /** A clock that the test sets. */
    private static final class Clock implements TickClock {
        private long nanos = 1_000;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos);
        }
    }

    /** A model that answers when it is told to. */
    private static final class Real implements ChatModel {
        private final List<ChatListener> asked = new ArrayList<>();

        @Override
        public ModelInfo info() {
            return new ModelInfo("gpt", "real", Map.of());
        }

        @Override
        public void chat(ChatRequest request, CallContext context, ChatListener listener) {
            asked.add(listener);
        }

        void answerAll() {
            asked.forEach(
                    listener ->
                            listener.onComplete(
                                    new ChatResult(
                                            Message.assistant("m", "", List.of()),
                                            FinishReason.STOP,
                                            Optional.empty(),
                                            "gpt-1",
                                            Map.of())));
        }
    }

    private final Clock clock = new Clock();
    private final Real real = new Real();

    private DrilledModel drill(String faults) {
        String script = ("{'faults':[" + faults + "]}").replace('\'', '"');
        DrillSettings settings =
                new DrillSettings("monday", "gpt", 1000, FaultReader.read(script), 42);
        return new DrilledModel(settings, real, real.info(), clock);
    }

    private RecordingListener ask(ChatModel model, String question) {
        RecordingListener listener = new RecordingListener();
        ChatRequest request =
                new ChatRequest(
                        "any",
                        List.of(Message.text("u", Role.USER, question)),
                        List.of(),
                        Sampling.DEFAULT);
        CallContext context =
                new CallContext(
                        "default",
                        "r1",
                        Optional.empty(),
                        clock.instant().plusSeconds(60),
                        Cancellation.NEVER);
        model.chat(request, context, listener);
        return listener;
    }

    @Test
    void onlyTheShareThatWasAskedForIsHit() {
        DrilledModel model = drill("{'rate':0.3,'status':529}");
        List<RecordingListener> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(ask(model, "hi"));
        }
        real.answerAll();
        long failed = all.stream().filter(one -> one.error().isPresent()).count();
        assertThat(failed).isBetween(250L, 350L);
        assertThat(real.asked).hasSize((int) (1000 - failed));
        model.close();
    }

    @Test
    void theFirstFaultThatFitsIsTheOnlyOne() {
        DrilledModel model =
                drill(
                        "{'match':'long','status':413},"
                                + "{'times':2,'status':429,'retry_after_ms':700},"
                                + "{'from_ms':1000,'until_ms':2000,'status':503}");
        assertThat(kind(ask(model, "a long one"))).isEqualTo(Kind.CONTEXT_LENGTH);
        RecordingListener limited = ask(model, "hi");
        assertThat(kind(limited)).isEqualTo(Kind.RATE_LIMITED);
        assertThat(limited.error().orElseThrow().retryAfter()).contains(Duration.ofMillis(700));
        assertThat(kind(ask(model, "hi"))).isEqualTo(Kind.RATE_LIMITED);
        ask(model, "hi");
        assertThat(real.asked).hasSize(1);
        clock.nanos += Duration.ofMillis(1500).toNanos();
        assertThat(kind(ask(model, "hi"))).isEqualTo(Kind.OVERLOADED);
        clock.nanos += Duration.ofMillis(500).toNanos();
        ask(model, "hi");
        assertThat(real.asked).hasSize(2);
        model.close();
    }

    private static Kind kind(RecordingListener listener) {
        assertThat(listener.awaitEnd(Duration.ofSeconds(20))).isTrue();
        return listener.error().orElseThrow().kind();
    }

    @Test
    void whoWaitsWhenTheDrillEndsMayAskTheRealModelAtOnce() {
        DrilledModel model = drill("{'hang':true}");
        RecordingListener waiting = ask(model, "hi");
        model.close();
        assertThat(kind(waiting)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(real.asked).isEmpty();
        ask(model, "hi");
        assertThat(real.asked).hasSize(1);
    }

    @Test
    void anAnswerUnderWayWhenTheDrillEndsIsSpared() {
        DrilledModel model = drill("{'after_pieces':0,'error':'truncated'}");
        RecordingListener under = ask(model, "hi");
        assertThat(real.asked).hasSize(1);
        model.close();
        real.answerAll();
        assertThat(under.result().orElseThrow().metadata()).containsEntry("drill", "monday");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | must have error",
                "{'status':200}                            | faults[0].status",
                "{'status':'x'}                            | faults[0].status",
                "{'error':'no'}                            | faults[0].error",
                "{'error':'timeout','status':500}          | either error or status",
                "{'hang':true,'status':500}                | either hang or an error",
                "{'hang':true,'rate':2}                    | faults[0].rate",
                "{'hang':true,'match':'('}                 | faults[0].match",
                "{'hang':true,'after_pieces':-1}           | faults[0].after_pieces",
                "{'latency':'slow'}                        | faults[0].latency",
                "{'hang':true,'until':3}                   | faults[0].until is not a field"
            })
    void mistakesAreNamed(String fault, String named) {
        assertThatThrownBy(() -> drill(fault))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void aDrillStandsBeforeTheRealModelForAsLongAsBothAreThere() {
        Services services = new Services();
        DrillProvider provider =
                new DrillProvider(
                        services.context(),
                        TypedConfig.of(
                                DrillProvider.Config.class,
                                Map.of(
                                        "model",
                                        "gpt",
                                        "script",
                                        "{\"faults\":[{\"hang\":true}]}")));
        assertThat(provider.check().message()).contains("no model is named gpt");
        provider.addModel(Models.plain(), Map.of());
        assertThat(services.models()).isEmpty();
        provider.addModel(real, Map.of("service.ranking", 3));
        assertThat(services.models()).hasSize(1);
        assertThat(services.properties(0)).containsEntry("service.ranking", 1000);
        assertThat(services.properties(0)).containsKey("demijohn.drill");
        Real better = new Real();
        provider.addModel(better, Map.of("service.ranking", 5));
        assertThat(services.models()).hasSize(1);
        provider.removeModel(better);
        assertThat(services.models()).hasSize(1);
        assertThat(provider.check().fix()).contains("delete");
        provider.removeModel(real);
        assertThat(services.models()).isEmpty();
        provider.addModel(real, Map.of());
        provider.deactivate();
        assertThat(services.models()).isEmpty();
        assertThat(services.fewest()).isEqualTo(1);
    }

    @Test
    void aMistakeDrillsNobodyAndTellsWhy() {
        Services services = new Services();
        DrillProvider provider =
                new DrillProvider(
                        services.context(),
                        TypedConfig.of(DrillProvider.Config.class, Map.of("model", "gpt")));
        provider.addModel(real, Map.of());
        assertThat(services.models()).isEmpty();
        assertThat(provider.check().message()).contains("script must be set");
    }
}
