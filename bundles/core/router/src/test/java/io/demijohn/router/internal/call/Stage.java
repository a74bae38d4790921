package io.demijohn.router.internal.call;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.resilience.Backoff;
import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.Bulkhead;
import io.demijohn.resilience.RetryBudget;
import io.demijohn.resilience.RetryPolicy;
import io.demijohn.router.internal.breaker.PluginGuard;
import io.demijohn.router.internal.directory.Directory;
import io.demijohn.router.internal.directory.Route;
import io.demijohn.router.internal.directory.Served;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The router's parts under fake time, with models as the test wants them. */
final class Stage {

    static final Duration DEADLINE = Duration.ofMinutes(5);
    static final CallSettings SETTINGS =
            new CallSettings(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(4),
                    new RetryPolicy(3, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8))),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    100,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2));

    static final BreakerSettings PLUGIN =
            new BreakerSettings(
                    Duration.ofMinutes(5),
                    3,
                    0.5,
                    3,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(30),
                    0,
                    1,
                    Duration.ofMinutes(2),
                    Duration.ZERO,
                    Duration.ofSeconds(2));

    final FakeTime time = new FakeTime();
    final Directory directory = new Directory(time::nanoTime);
    final CancellationSource caller = new CancellationSource();
    CallSettings settings = SETTINGS;
    RetryBudget budget = new RetryBudget(0.2, 20);
    OpenTelemetry telemetry = OpenTelemetry.noop();
    int places = 1_000;
    int open;
    private long ids;

    Served serve(ChatModel model) {
        return serve(model, 0);
    }

    Served serve(ChatModel model, int ranking) {
        return serve(model, ranking, breaker(BreakerSettings.MODEL));
    }

    Served serve(ChatModel model, int ranking, Breaker provider) {
        PluginGuard guard = new PluginGuard(breaker(PLUGIN), new Bulkhead(places, time::nanoTime));
        Served served = new Served(model, model.info(), ranking, ids++, provider, guard);
        directory.add(served);
        return served;
    }

    Breaker breaker(BreakerSettings limits) {
        return new Breaker(limits, time::nanoTime, new Random(1), (from, to, open) -> {});
    }

    void route(String name, String... candidates) {
        directory.add(routeOf(name, candidates));
    }

    static Route routeOf(String name, String... candidates) {
        return new Route() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<String> candidates() {
                return List.of(candidates);
            }
        };
    }

    Recorder ask(String... names) {
        return ask(DEADLINE, names);
    }

    Recorder ask(Duration deadline, String... names) {
        Recorder recorder = new Recorder();
        ask(recorder, deadline, names);
        return recorder;
    }

    void ask(ChatListener listener, String... names) {
        ask(listener, DEADLINE, names);
    }

    private void ask(ChatListener listener, Duration deadline, String... names) {
        Surroundings around =
                new Surroundings(
                        directory,
                        time,
                        time,
                        new RouterMeters(telemetry),
                        budget,
                        new Random(7),
                        settings);
        open++;
        new RouterCall(
                        around,
                        List.of(names),
                        (served, at, to) -> served.model().chat(request(), at, to),
                        context(deadline),
                        listener,
                        done -> open--)
                .begin();
        time.settle();
    }

    static ChatRequest request() {
        return new ChatRequest(
                "asked",
                List.of(Message.text("u1", Role.USER, "hello")),
                List.of(),
                Sampling.DEFAULT);
    }

    private CallContext context(Duration deadline) {
        return new CallContext(
                "default", "req-1", Optional.empty(), time.instant().plus(deadline), caller);
    }
}
