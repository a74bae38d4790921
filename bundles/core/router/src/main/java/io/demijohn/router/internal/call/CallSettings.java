package io.demijohn.router.internal.call;

import io.demijohn.resilience.Backoff;
import java.time.Duration;

/**
 * Limits of one call.
 *
 * @param firstToken how long the last candidate may take until its first piece
 * @param failover how long the candidates before the last may take together until theirs
 * @param retries how often all candidates are asked again
 * @param backoff the waits before that
 * @param retryWindow a call older than this is not tried again
 * @param swapGrace how long a name that has just gone is waited for
 * @param swapWaiting how many calls may do so at once
 */
public record CallSettings(
        Duration firstToken,
        Duration failover,
        int retries,
        Backoff backoff,
        Duration retryWindow,
        Duration swapGrace,
        int swapWaiting) {}
