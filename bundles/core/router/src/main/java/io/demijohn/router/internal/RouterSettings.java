package io.demijohn.router.internal;

import io.demijohn.resilience.Backoff;
import io.demijohn.resilience.BreakerSettings;
import io.demijohn.resilience.RetryBudget;
import io.demijohn.resilience.RetryPolicy;
import io.demijohn.router.internal.call.CallSettings;
import java.time.Duration;

/**
 * The configuration, checked.
 *
 * @param call limits of a call
 * @param breaker of every model
 * @param plugin breaker of every plugin
 * @param pluginCalls how many calls a plugin may hold at once
 * @param budgetShare how many retries a call may cause
 */
record RouterSettings(
        CallSettings call,
        BreakerSettings breaker,
        BreakerSettings plugin,
        int pluginCalls,
        double budgetShare) {

    private static final int BURST = 20;
    private static final Duration PLUGIN_WINDOW = Duration.ofMinutes(5);
    private static final int LONGEST_QUARANTINE = 64;
    private static final long DAY = 86_400_000;

    static RouterSettings of(RouterConfig config) {
        int percent = within("retry.budget.percent", config.retry_budget_percent(), 0, 100);
        return new RouterSettings(
                call(config),
                breaker(config),
                plugin(config),
                within("plugin.calls.max", config.plugin_calls_max(), 1, 1_000_000),
                percent / 100.0);
    }

    private static CallSettings call(RouterConfig config) {
        return new CallSettings(
                millis("first.token.timeout.ms", config.first_token_timeout_ms(), 1),
                millis("failover.timeout.ms", config.failover_timeout_ms(), 1),
                new RetryPolicy(
                        within("retry.count", config.retry_count(), 0, 10), backoff(config)),
                millis("retry.window.ms", config.retry_window_ms(), 0),
                millis("swap.grace.ms", config.swap_grace_ms(), 0),
                within("swap.waiting.max", config.swap_waiting_max(), 0, 100_000),
                millis("plugin.return.ms", config.plugin_return_ms(), 1),
                millis("plugin.cancel.ms", config.plugin_cancel_ms(), 1));
    }

    private static Backoff backoff(RouterConfig config) {
        Duration base = millis("retry.base.ms", config.retry_base_ms(), 1);
        return new Backoff(
                base, millis("retry.cap.ms", config.retry_cap_ms(), config.retry_base_ms()));
    }

    private static BreakerSettings breaker(RouterConfig config) {
        return new BreakerSettings(
                millis("breaker.window.ms", config.breaker_window_ms(), 10),
                within("breaker.failures", config.breaker_failures(), 1, 1_000_000),
                within("breaker.failure.percent", config.breaker_failure_percent(), 1, 100) / 100.0,
                within("breaker.minimum.calls", config.breaker_minimum_calls(), 1, 1_000_000),
                millis("breaker.open.ms", config.breaker_open_ms(), 1),
                millis(
                        "breaker.open.max.ms",
                        config.breaker_open_max_ms(),
                        config.breaker_open_ms()),
                BreakerSettings.MODEL.jitter(),
                within("breaker.probes", config.breaker_probes(), 1, 64),
                millis("breaker.probe.timeout.ms", config.breaker_probe_timeout_ms(), 1),
                millis("breaker.ramp.ms", config.breaker_ramp_ms(), 0),
                BreakerSettings.MODEL.coolDown(),
                millis("breaker.slow.ms", config.breaker_slow_ms(), 0),
                within("breaker.slow.percent", config.breaker_slow_percent(), 1, 100) / 100.0);
    }

    /**
     * One call that succeeds ends a quarantine; no ramp, because the plugin bears all or nothing.
     */
    private static BreakerSettings plugin(RouterConfig config) {
        int failures = within("plugin.failures", config.plugin_failures(), 1, 1_000_000);
        Duration quarantine = millis("plugin.quarantine.ms", config.plugin_quarantine_ms(), 1);
        return new BreakerSettings(
                PLUGIN_WINDOW,
                failures,
                BreakerSettings.MODEL.failureRate(),
                failures,
                quarantine,
                quarantine.multipliedBy(LONGEST_QUARANTINE),
                BreakerSettings.MODEL.jitter(),
                1,
                millis("breaker.probe.timeout.ms", config.breaker_probe_timeout_ms(), 1),
                Duration.ZERO,
                BreakerSettings.MODEL.coolDown());
    }

    RetryBudget newBudget() {
        return new RetryBudget(budgetShare, budgetShare == 0 ? 0 : BURST);
    }

    private static Duration millis(String field, long value, long least) {
        return Duration.ofMillis(within(field, value, least, DAY));
    }

    private static int within(String field, int value, int least, int most) {
        return (int) within(field, (long) value, least, most);
    }

    private static long within(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    field
                            + " is "
                            + value
                            + "; set it to a number from "
                            + least
                            + " to "
                            + most
                            + " in etc/io.demijohn.router.cfg");
        }
        return value;
    }
}
