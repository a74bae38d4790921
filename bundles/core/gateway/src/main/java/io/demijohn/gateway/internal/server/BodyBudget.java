package io.demijohn.gateway.internal.server;

import io.demijohn.gateway.internal.http.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all bodies under way may take together. Each may be large and there may be many of
 * them, but not both: a part of the heap is all they get.
 */
final class BodyBudget {

    private static final int PART_OF_HEAP = 8;
    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    private final AtomicLong left;

    BodyBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** One body of the largest size fits in any case. */
    static BodyBudget ofHeap(long largest) {
        return new BodyBudget(Math.max(largest, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    }

    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    static Problem spent() {
        return Problem.of(503, "Too many large bodies are under way: send it again").after(SOON);
    }
}
