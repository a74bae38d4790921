package io.demijohn.outbound.internal.exchange;

import java.time.Duration;

/**
 * How long and how much.
 *
 * @param connect until the connection stands
 * @param firstToken from the request until the first piece of an answer
 * @param idle between two pieces
 * @param maxBytes the largest answer
 * @param drain how long open calls may go on when the model is stopped
 */
public record Limits(
        Duration connect, Duration firstToken, Duration idle, long maxBytes, Duration drain) {}
