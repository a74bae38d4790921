package io.demijohn.router.internal.call;

import io.demijohn.router.internal.breaker.Stay;
import io.demijohn.router.internal.directory.Served;

/**
 * Who is asked next.
 *
 * @param served the service
 * @param permit its breaker's, to record the outcome with
 * @param stay its place inside the plugin
 * @param others how many served candidates come after it
 */
record Candidate(Served served, long permit, Stay stay, int others) {}
