package io.demijohn.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatListener;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelInfo;
import io.demijohn.router.internal.call.ScriptedModel;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the way through the router adds to a call: registry, route, breaker, deadline timer, order
 * of events and meters, over a model that answers at once with twenty pieces, beside calling that
 * model directly, in turns. {@code -Pdrills} measures longer.
 */
class RouterSpeedIT {

    private static final boolean DRILLS = Boolean.getBoolean("demijohn.drills");
    private static final int CALLS = DRILLS ? 300_000 : 20_000;
    private static final int ROUNDS = DRILLS ? 15 : 7;
    private static final int PIECES = 20;

    private final ThreadMXBean threads =
            (ThreadMXBean)
                    ManagementFactory.getPlatformMXBean(java.lang.management.ThreadMXBean.class);
    private final ChatRequest request = FailoverRouterTest.request("smart");
    private final CancellationSource caller = new CancellationSource();
    private final ChatModel model = new Immediate();

    @Test
    void theWayThroughTheRouterIsShort() {
        OpenTelemetrySdk telemetry =
                OpenTelemetrySdk.builder()
                        .setMeterProvider(
                                SdkMeterProvider.builder()
                                        .registerMetricReader(InMemoryMetricReader.create())
                                        .build())
                        .build();
        FailoverRouter router =
                new FailoverRouter(Settings.defaults(), TickClock.system(), telemetry);
        router.addModel(model, Map.of());
        router.addModel(ScriptedModel.silent("spare"), Map.of());
        router.addRoute(new ConfiguredRoute("smart", "instant, spare"));
        measure(router);
        router.deactivate();
        telemetry.close();
    }

    private void measure(FailoverRouter router) {
        Runnable direct = () -> model.chat(request, context(), new Counter());
        Runnable routed = () -> router.chat(List.of("smart"), request, context(), new Counter());
        double[] directMicros = new double[ROUNDS];
        double[] routedMicros = new double[ROUNDS];
        micros(direct);
        micros(routed);
        for (int round = 0; round < ROUNDS; round++) {
            directMicros[round] = micros(direct);
            routedMicros[round] = micros(routed);
        }
        double added = median(routedMicros) - median(directMicros);
        System.out.printf(
                "router, a call of %d pieces: %.2f µs and %.0f bytes; the model alone: %.2f µs and"
                        + " %.0f bytes; added %.2f µs%n",
                PIECES,
                median(routedMicros),
                bytes(routed),
                median(directMicros),
                bytes(direct),
                added);
        assertThat(added).isLessThan(200);
    }

    private CallContext context() {
        return new CallContext(
                "default", "req", Optional.empty(), Instant.now().plusSeconds(60), caller);
    }

    private static double micros(Runnable call) {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (System.nanoTime() - begin) / 1e3 / CALLS;
    }

    private double bytes(Runnable call) {
        long before = threads.getCurrentThreadAllocatedBytes();
        micros(call);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Registers for cancelling, as a model with a connection does. */
    private static final class Immediate implements ChatModel {
        private static final ChatDelta PIECE = new ChatDelta.Text("word ");
        private static final ChatResult RESULT = ScriptedModel.result("word ".repeat(PIECES));

        @Override
        public ModelInfo info() {
            return new ModelInfo("instant", "bench", Map.of());
        }

        @Override
        public void chat(ChatRequest request, CallContext context, ChatListener listener) {
            Cancellation.Registration registration = context.cancellation().onCancel(() -> {});
            for (int i = 0; i < PIECES; i++) {
                listener.onDelta(PIECE);
            }
            registration.close();
            listener.onComplete(RESULT);
        }
    }

    private static final class Counter implements ChatListener {
        private int pieces;

        @Override
        public void onDelta(ChatDelta delta) {
            pieces++;
        }

        @Override
        public void onComplete(ChatResult result) {
            if (pieces != PIECES) {
                throw new IllegalStateException("pieces are missing");
            }
        }

        @Override
        public void onError(ModelException error) {
            throw new IllegalStateException(error);
        }
    }
}
