package io.demijohn.router.internal.breaker;

import io.demijohn.resilience.Breaker;
import io.demijohn.resilience.Bulkhead;

/**
 * What stands before one plugin, whichever provider it talks to.
 *
 * @param breaker opens when the plugin itself breaks: throws, hangs, does not end its calls
 * @param places how many calls it may hold at once
 */
public record PluginGuard(Breaker breaker, Bulkhead places) {}
