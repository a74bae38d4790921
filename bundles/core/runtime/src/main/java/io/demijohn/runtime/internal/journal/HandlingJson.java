package io.demijohn.runtime.internal.journal;

import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.RunHandling;
import io.demijohn.agent.RunPriority;
import io.demijohn.runtime.internal.json.Doc;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How a run is handled, as JSON; what is as usual is left out. */
final class HandlingJson {

    private HandlingJson() {}

    /** Empty for a run that is handled like any other. */
    static Optional<Doc> write(RunHandling handling) {
        if (handling.equals(RunHandling.DEFAULT)) {
            return Optional.empty();
        }
        return Optional.of(
                Doc.empty()
                        .put("priority", handling.priority().name())
                        .put("key", handling.idempotency().map(HandlingJson::write))
                        .put("delay", handling.startAfter().toMillis())
                        .put("webhook", handling.webhook().map(URI::toString))
                        .put("depth", handling.depth())
                        .put("api_key", handling.key()));
    }

    private static Doc write(IdempotencyKey key) {
        return Doc.empty().put("key", key.key()).put("fingerprint", key.fingerprint());
    }

    static RunHandling read(Doc doc) {
        return new RunHandling(
                RunPriority.valueOf(doc.text("priority")),
                doc.optional(
                        "key", key -> new IdempotencyKey(key.text("key"), key.text("fingerprint"))),
                Duration.ofMillis(doc.number("delay")),
                doc.optional("webhook").map(URI::create),
                (int) doc.number("depth"),
                doc.optional("api_key"));
    }
}
