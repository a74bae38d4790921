/**
 * Policies that keep one failing dependency from taking its callers along, and one caller from
 * taking a dependency: when to stop calling ({@link io.demijohn.resilience.Breaker}), how many
 * calls at once ({@link io.demijohn.resilience.Bulkhead}, {@link
 * io.demijohn.resilience.AdaptiveLimit}) and in a minute ({@link
 * io.demijohn.resilience.RateLimit}), how long to wait before calling again ({@link
 * io.demijohn.resilience.Backoff}) and how much calling again is affordable ({@link
 * io.demijohn.resilience.RetryBudget}). Nothing here sleeps, schedules or reads a clock of its own.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.resilience;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
