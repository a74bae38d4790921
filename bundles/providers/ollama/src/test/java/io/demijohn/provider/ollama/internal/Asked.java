package io.demijohn.provider.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.Role;
import io.demijohn.model.Sampling;
import io.demijohn.testkit.model.RecordingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks a model once and waits for the end. */
final class Asked {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Asked() {}

    static RecordingListener of(Stand stand) {
        return of(stand, question(), context(PATIENCE, Cancellation.NEVER));
    }

    static RecordingListener of(Stand stand, ChatRequest request, CallContext context) {
        RecordingListener listener = new RecordingListener();
        stand.model().chat(request, context, listener);
        assertThat(listener.awaitEnd(PATIENCE)).isTrue();
        assertThat(listener.breaches()).isEmpty();
        return listener;
    }

    static ChatResult answer(Script script) {
        try (Stand stand = new Stand(script)) {
            RecordingListener listener = of(stand);
            assertThat(listener.error()).isEmpty();
            assertThat(listener.result().orElseThrow().message().text()).isEqualTo(listener.text());
            return listener.result().orElseThrow();
        }
    }

    static ModelException failure(Script script) {
        try (Stand stand = new Stand(script)) {
            return of(stand).error().orElseThrow();
        }
    }

    static ChatRequest question() {
        return new ChatRequest(
                "llama",
                List.of(Message.text("u", Role.USER, "CANARY-PROMPT?")),
                List.of(),
                Sampling.DEFAULT);
    }

    static CallContext context(Duration limit, Cancellation cancellation) {
        return new CallContext(
                "default", "r1", Optional.of("00-trace"), Instant.now().plus(limit), cancellation);
    }
}
