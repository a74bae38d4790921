package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatResult;
import java.util.List;

/**
 * An answer with its timing.
 *
 * @param beats in order
 * @param result what follows the last beat
 */
record Performance(List<Beat> beats, ChatResult result) {}
