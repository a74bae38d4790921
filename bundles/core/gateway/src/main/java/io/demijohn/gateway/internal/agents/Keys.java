package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.IdempotencyKey;
import java.util.Optional;

/** Idempotency keys of requests that make several things. */
final class Keys {

    private Keys() {}

    /** The key of one of them. */
    static Optional<IdempotencyKey> part(Optional<IdempotencyKey> whole, int index) {
        return whole.map(key -> new IdempotencyKey(key.key() + "/" + index, key.fingerprint()));
    }
}
