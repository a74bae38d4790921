package io.demijohn.provider.ollama.internal;

import io.demijohn.clock.TickClock;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ModelInfo;
import io.demijohn.outbound.internal.chat.RemoteModel;
import io.demijohn.outbound.internal.exchange.Limits;
import io.demijohn.outbound.internal.exchange.Line;
import io.demijohn.testkit.model.ModelStand;
import io.demijohn.testkit.upstream.Upstream;
import java.time.Duration;
import java.util.Map;

/** The model, a server that follows a script, and the wire between them. */
final class Stand implements ModelStand {

    private final Upstream upstream;
    private final Line line;
    private final RemoteModel model;

    Stand(Script script) {
        upstream = new Upstream(call -> script.play(new Call(call)));
        line = line(upstream);
        model =
                new RemoteModel(
                        new ModelInfo("llama", "ollama", Map.of()),
                        new OllamaDialect(new RequestWriter("up-1", Residence.DEFAULT)),
                        line);
    }

    static Line line(Upstream upstream) {
        Duration patience = Duration.ofSeconds(20);
        return new Line(
                "test",
                OllamaAddress.endpoint(upstream.url().toString(), false, Map.of()),
                new OllamaErrors(),
                new Limits(
                        Duration.ofSeconds(5), patience, patience, 1 << 20, Duration.ofSeconds(10)),
                TickClock.system());
    }

    @Override
    public ChatModel model() {
        return model;
    }

    @Override
    public void stop() {
        line.close(Duration.ofMillis(300));
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
