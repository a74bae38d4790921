package io.demijohn.router.internal.call;

import io.demijohn.resilience.RetryPolicy;
import java.time.Duration;

/**
 * Limits of one call.
 *
 * @param firstToken how long the last candidate may take until its first piece
 * @param failover how long the candidates before the last may take together until theirs
 * @param retry how often all candidates are asked again, and the waits before that
 * @param retryWindow a call older than this is not tried again
 * @param swapGrace how long a name that has just gone is waited for
 * @param swapWaiting how many calls may do so at once
 * @param pluginReturn how long a plugin's method may hold its thread while another version of it
 *     stands by
 * @param pluginCancel how long a plugin may take to end a call that nobody needs any more
 */
public record CallSettings(
        Duration firstToken,
        Duration failover,
        RetryPolicy retry,
        Duration retryWindow,
        Duration swapGrace,
        int swapWaiting,
        Duration pluginReturn,
        Duration pluginCancel) {}
