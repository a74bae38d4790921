package io.demijohn.breaker;

import java.time.Duration;

/**
 * A breaker at one moment.
 *
 * @param id names it in commands; unique in a process, for example {@code openai/gpt-4o/3fa9c1}
 * @param kind what it stands before: {@code chat} or {@code embeddings} for a provider's model with
 *     one credential, {@code plugin} for one service of a bundle
 * @param provider who serves the model
 * @param model the model's name
 * @param instance the credential's name, or {@code service-ID} of the OSGi service
 * @param state what it lets through
 * @param calls how many ended in its window; 0 unless it is closed
 * @param failures of those
 * @param slow of those, calls that succeeded but took too long
 * @param refused how many calls it has refused since it is there
 * @param openings how often it has opened since calls last succeeded
 * @param openFor how long it stays open yet; zero unless it is
 * @param coolDown how long it pauses yet because the provider asked for it; zero when it does not
 */
public record BreakerStatus(
        String id,
        String kind,
        String provider,
        String model,
        String instance,
        BreakerState state,
        long calls,
        long failures,
        long slow,
        long refused,
        int openings,
        Duration openFor,
        Duration coolDown) {}
