package io.demijohn.provider.anthropic.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.chat.RemoteModel;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.secret.Secret;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.upstream.Upstream;
import java.time.Duration;
import java.util.Map;

/** The model, a provider that follows a script, and the wire between them. */
final class Stand implements ModelStand {

    static final String KEY = "sk-ant-CANARY-5f1c0ffee";

    private final Upstream upstream;
    private final Line line;
    private final RemoteModel model;

    Stand(Script script) {
        this(script, limits(Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    Stand(Script script, boolean counts) {
        this(script, limits(Duration.ofSeconds(20), Duration.ofSeconds(20)), counts);
    }

    Stand(Script script, Limits limits) {
        this(script, limits, true);
    }

    private Stand(Script script, Limits limits, boolean counts) {
        upstream = new Upstream(call -> script.play(new Call(call)));
        line = line(upstream, limits);
        model =
                new RemoteModel(
                        new ModelInfo("claude", "anthropic", Map.of()),
                        new AnthropicDialect(
                                new RequestWriter("up-1", 4096, PromptCache.OFF, true), counts),
                        line);
    }

    static Limits limits(Duration firstToken, Duration idle) {
        return new Limits(Duration.ofSeconds(5), firstToken, idle, 1 << 20, Duration.ofSeconds(10));
    }

    static Line line(Upstream upstream, Limits limits) {
        return new Line(
                "test",
                AnthropicAddress.endpoint(
                        upstream.url().toString(), false, Map.of("x-api-key", new Secret(KEY))),
                new AnthropicErrors(),
                limits,
                TickClock.system());
    }

    Upstream upstream() {
        return upstream;
    }

    @Override
    public ChatModel model() {
        return model;
    }

    @Override
    public void stop() {
        line.close(Duration.ofMillis(300));
    }

    void drain(Duration patience) {
        line.close(patience);
    }

    @Override
    public boolean disconnected(Duration limit) {
        return upstream.idle(limit);
    }

    @Override
    public void close() {
        line.close(Duration.ZERO);
        upstream.close();
    }
}
