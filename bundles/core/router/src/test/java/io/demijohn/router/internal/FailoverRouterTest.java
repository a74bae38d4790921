package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.breaker.BreakerListener;
import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerState;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.health.Health;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.ModelInfo;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.router.internal.call.Recorder;
import io.demijohn.router.internal.call.ScriptedModel;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The component as Declarative Services drives it, with real threads and time. */
class FailoverRouterTest {

    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final OpenTelemetrySdk telemetry =
            OpenTelemetrySdk.builder()
                    .setMeterProvider(
                            SdkMeterProvider.builder().registerMetricReader(metrics).build())
                    .build();
    private final FailoverRouter router =
            new FailoverRouter(
                    Settings.with(Map.of("failover_timeout_ms", 300L)),
                    TickClock.system(),
                    telemetry);

    @AfterEach
    void stop() {
        router.deactivate();
        telemetry.close();
    }

    @Test
    void asksTheRequestsOwnModelWhenNobodyIsNamed() throws Exception {
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of());
        Recorder caller = new Recorder();
        router.chat(List.of(), request("m"), context(60), caller);
        assertThat(caller.await()).isTrue();
        assertThat(caller.model()).isEqualTo("m");
    }

    @Test
    void saysThatAnAnswerIsSimulated() throws Exception {
        ModelInfo info = new ModelInfo("sim", "simulated", Map.of("simulated", true));
        router.addModel(new ScriptedModel(info, asked -> asked.answer("hi")), Map.of());
        Recorder caller = ask("sim");
        assertThat(caller.result.metadata()).containsEntry("simulated", true);
    }

    @Test
    void aPluginThatHangsInItsCallIsLeftForTheNext() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        router.addModel(hanging("hung", release), Map.of());
        router.addModel(ScriptedModel.answering("spare", "hi"), Map.of());
        Recorder caller = new Recorder();
        Thread stuck =
                new Thread(
                        () ->
                                router.chat(
                                        List.of("hung", "spare"),
                                        request("x"),
                                        context(60),
                                        caller));
        stuck.start();
        assertThat(caller.await()).isTrue();
        assertThat(caller.model()).isEqualTo("spare");
        assertThat(stuck.isAlive()).isTrue();
        release.countDown();
        stuck.join();
        assertThat(caller.breaches).isEmpty();
    }

    @Test
    void aNewVersionThatHoldsItsThreadHoldsNoCallers() throws Exception {
        router.modified(Settings.with(Map.of("plugin_return_ms", 50L)));
        CountDownLatch release = new CountDownLatch(1);
        router.addModel(ScriptedModel.answering("m", "old"), Map.of("service.id", 1L));
        router.addModel(hanging("m", release), Map.of("service.id", 2L, "service.ranking", 1));
        for (int i = 0; i < 10; i++) {
            assertThat(ask("m").text()).isEqualTo("old");
        }
        assertThat(router.breakers())
                .filteredOn(breaker -> breaker.state() == BreakerState.OPEN)
                .extracting(BreakerStatus::id)
                .hasSize(1)
                .allMatch(id -> id.startsWith("plugin:") && id.endsWith("service-2"));
        release.countDown();
    }

    @Test
    void aPluginThatCallsFromManyThreadsAtOnceIsPutInOrder() throws Exception {
        for (int round = 0; round < 50; round++) {
            ScriptedModel wild = new ScriptedModel("wild" + round, this::shoutFromEightThreads);
            router.addModel(wild, Map.of());
            Recorder caller = ask("wild" + round);
            assertThat(caller.breaches).isEmpty();
        }
    }

    private void shoutFromEightThreads(ScriptedModel.Asked asked) {
        for (int t = 0; t < 8; t++) {
            boolean failing = t % 2 == 0;
            new Thread(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    asked.say("x");
                                }
                                if (failing) {
                                    asked.fail(Kind.UNAVAILABLE);
                                } else {
                                    asked.finish("x");
                                }
                            })
                    .start();
        }
    }

    @Test
    void anInfoThatThrowsKeepsOnlyItsOwnModelOut() throws Exception {
        ChatModel broken =
                new ChatModel() {
                    @Override
                    public ModelInfo info() {
                        throw new IllegalStateException("no info");
                    }

                    @Override
                    public void chat(ChatRequest r, CallContext c, ChatListener l) {}
                };
        router.addModel(broken, Map.of("service.bundleid", 7L));
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of());
        assertThat(router.models()).extracting(ModelInfo::name).containsExactly("m");
        router.removeModel(broken);
        assertThat(ask("m").text()).isEqualTo("hi");
    }

    @Test
    void stoppingEndsOpenCalls() throws Exception {
        router.addModel(ScriptedModel.silent("m"), Map.of());
        Recorder caller = new Recorder();
        router.chat(List.of("m"), request("m"), context(60), caller);
        router.deactivate();
        assertThat(caller.await()).isTrue();
        assertThat(caller.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(ask("m").kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void newSettingsApplyToTheNextCall() throws Exception {
        router.addModel(ScriptedModel.silent("slow"), Map.of());
        router.modified(Settings.with(Map.of("first_token_timeout_ms", 50L, "retry_count", 0)));
        assertThat(ask("slow").kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void healthNamesTheFix() {
        assertThat(router.name()).isEqualTo("models");
        assertThat(router.required()).isFalse();
        assertThat(router.check().status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(router.check().message()).isEqualTo("no model is registered");
        assertThat(router.check().fix()).contains("install a provider feature");
        router.addModel(ScriptedModel.silent("m"), Map.of());
        assertThat(router.check().status()).isEqualTo(Health.Status.UP);
        ConfiguredRoute route = new ConfiguredRoute("smart", "nobody");
        router.addRoute(route);
        assertThat(router.check().message())
                .isEqualTo("no candidate is registered for route smart");
        router.removeRoute(route);
        assertThat(router.check().status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void healthShowsAModelWhoseCallsFail() throws Exception {
        router.addModel(ScriptedModel.failing("m", Kind.AUTHENTICATION), Map.of());
        ask("m");
        assertThat(router.check().message()).isEqualTo("calls fail of m");
    }

    @Test
    void countsByTheNamesOfTheConventions() throws Exception {
        router.addModel(ScriptedModel.failing("down", Kind.UNAVAILABLE), Map.of());
        router.addModel(ScriptedModel.answering("up", "hi"), Map.of());
        ask("down", "up");
        Map<String, MetricData> seen =
                metrics.collectAllMetrics().stream()
                        .collect(Collectors.toMap(MetricData::getName, m -> m));
        assertThat(points(seen.get("gen_ai.client.operation.duration")))
                .containsExactlyInAnyOrder(
                        "{error.type=unavailable, gen_ai.operation.name=chat,"
                                + " gen_ai.provider.name=scripted, gen_ai.request.model=down}",
                        "{gen_ai.operation.name=chat, gen_ai.provider.name=scripted,"
                                + " gen_ai.request.model=up}");
        assertThat(seen.get("gen_ai.client.token.usage").getHistogramData().getPoints())
                .extracting(point -> point.getSum())
                .containsExactlyInAnyOrder(3.0, 2.0);
        assertThat(sum(seen, "demijohn.router.attempts")).isEqualTo(2);
        assertThat(sum(seen, "demijohn.router.failovers")).isEqualTo(1);
        assertThat(sum(seen, "demijohn.router.in_flight")).isEqualTo(0);
        assertThat(seen.get("demijohn.router.breaker.state").getLongGaugeData().getPoints())
                .extracting(point -> List.copyOf(point.getAttributes().asMap().values()))
                .hasSize(4)
                .contains(List.of("service-0", "chat", "scripted", "down"));
        assertThat(seen).containsKey("gen_ai.client.operation.time_to_first_chunk");
    }

    @Test
    void whatIsKnownOfACredentialOutlivesItsServiceAndListenersHearOfIt() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        List<String> changes = new CopyOnWriteArrayList<>();
        BreakerListener broken =
                (from, breaker) -> {
                    throw new IllegalStateException("broken listener");
                };
        BreakerListener listener =
                (from, breaker) -> {
                    changes.add(from + " " + breaker.id() + " " + breaker.state());
                    told.countDown();
                };
        router.addListener(broken);
        router.addListener(listener);
        ChatModel first = ScriptedModel.failing("m", Kind.AUTHENTICATION);
        router.addModel(first, Map.of(ChatModel.CREDENTIAL, "blue", "service.id", 7L));
        ask("m");
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(changes).containsExactly("CLOSED scripted/m/blue OPEN");
        router.removeListener(listener);
        router.removeModel(first);
        ChatModel second = ScriptedModel.answering("m", "hi");
        router.addModel(second, Map.of(ChatModel.CREDENTIAL, "blue", "service.id", 8L));
        router.addModel(ScriptedModel.answering("spare", "hi"), Map.of("service.id", 9L));
        assertThat(ask("m", "spare").model()).isEqualTo("spare");
        router.set("scripted/m/blue", BreakerMode.AUTOMATIC);
        assertThat(ask("m", "spare").model()).isEqualTo("m");
        assertThat(router.breakers())
                .extracting(BreakerStatus::id)
                .containsExactly(
                        "plugin:scripted/m/service-8",
                        "plugin:scripted/spare/service-9",
                        "scripted/m/blue",
                        "scripted/spare/service-9");
    }

    @Test
    void healthShowsAPluginThatBreaks() throws Exception {
        router.addModel(
                new ScriptedModel(
                        "m",
                        asked -> {
                            throw new IllegalStateException("broken build");
                        }),
                Map.of("service.id", 2L, "service.ranking", 1));
        router.addModel(ScriptedModel.answering("m", "hi"), Map.of("service.id", 1L));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("m").text()).isEqualTo("hi");
        }
        assertThat(router.check().message()).isEqualTo("the plugin breaks of m");
        router.modified(Settings.defaults());
        router.set("plugin:scripted/m/service-2", BreakerMode.AUTOMATIC);
        assertThat(router.check().status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void countsWhatEndedOtherwiseToo() throws Exception {
        router.addModel(ScriptedModel.silent("silent"), Map.of());
        CancellationSource source = new CancellationSource();
        Recorder caller = new Recorder();
        router.chat(List.of("silent"), request("x"), context(60).with(source), caller);
        source.cancel();
        assertThat(caller.await()).isTrue();
        Map<String, MetricData> seen =
                metrics.collectAllMetrics().stream()
                        .collect(Collectors.toMap(MetricData::getName, m -> m));
        assertThat(points(seen.get("demijohn.router.attempts")))
                .singleElement()
                .asString()
                .startsWith("{error.type=cancelled");
        assertThat(seen).doesNotContainKey("demijohn.router.failovers");
        assertThat(sum(seen, "demijohn.router.in_flight")).isEqualTo(0);
    }

    private static List<String> points(MetricData data) {
        List<String> points = new ArrayList<>();
        data.getData()
                .getPoints()
                .forEach(
                        point ->
                                points.add(
                                        point.getAttributes().asMap().entrySet().stream()
                                                .map(e -> e.getKey().getKey() + "=" + e.getValue())
                                                .sorted()
                                                .collect(Collectors.joining(", ", "{", "}"))));
        return points;
    }

    private static long sum(Map<String, MetricData> seen, String name) {
        return seen.get(name).getLongSumData().getPoints().stream()
                .mapToLong(point -> point.getValue())
                .sum();
    }

    private static ScriptedModel hanging(String name, CountDownLatch release) {
        return new ScriptedModel(
                name,
                asked -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private Recorder ask(String... names) throws InterruptedException {
        Recorder caller = new Recorder();
        router.chat(List.of(names), request("x"), context(60), caller);
        assertThat(caller.await()).isTrue();
        return caller;
    }

    static ChatRequest request(String model) {
        return new ChatRequest(
                model,
                List.of(Message.text("u1", Role.USER, "hello")),
                List.of(),
                Sampling.DEFAULT);
    }

    static CallContext context(long seconds) {
        return new CallContext(
                "default",
                "req-1",
                Optional.empty(),
                Instant.now().plusSeconds(seconds),
                Cancellation.NEVER);
    }
}
