package io.demijohn.router.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings in {@code etc/io.demijohn.router.cfg}; all of them apply to the next call. */
@ObjectClassDefinition(name = "Demijohn router")
@interface RouterConfig {

    @AttributeDefinition(
            name = "first.token.timeout.ms",
            description = "How long the last candidate may take until the first piece")
    long first_token_timeout_ms() default 30_000;

    @AttributeDefinition(
            name = "failover.timeout.ms",
            description = "How long all candidates before the last may take together until theirs")
    long failover_timeout_ms() default 4_000;

    @AttributeDefinition(
            name = "retry.count",
            description = "How often all candidates are asked again when all have failed")
    int retry_count() default 3;

    @AttributeDefinition(
            name = "retry.base.ms",
            description = "The longest first wait; doubles with each retry")
    long retry_base_ms() default 1_000;

    @AttributeDefinition(name = "retry.cap.ms", description = "The longest wait of all")
    long retry_cap_ms() default 8_000;

    @AttributeDefinition(
            name = "retry.window.ms",
            description = "A call older than this is not tried again")
    long retry_window_ms() default 20_000;

    @AttributeDefinition(
            name = "retry.budget.percent",
            description = "How many retries there may be for a hundred calls")
    int retry_budget_percent() default 20;

    @AttributeDefinition(
            name = "swap.grace.ms",
            description = "How long a model that has just gone is waited for")
    long swap_grace_ms() default 10_000;

    @AttributeDefinition(
            name = "swap.waiting.max",
            description = "How many calls may wait so at once")
    int swap_waiting_max() default 1_000;

    @AttributeDefinition(name = "breaker.window.ms", description = "How far back a breaker counts")
    long breaker_window_ms() default 30_000;

    @AttributeDefinition(
            name = "breaker.failures",
            description = "A breaker opens only after so many failures")
    int breaker_failures() default 5;

    @AttributeDefinition(
            name = "breaker.failure.percent",
            description = "and only when so many of a hundred calls failed")
    int breaker_failure_percent() default 50;

    @AttributeDefinition(
            name = "breaker.minimum.calls",
            description = "and only after so many calls")
    int breaker_minimum_calls() default 5;

    @AttributeDefinition(
            name = "breaker.open.ms",
            description = "How long a breaker stays open at first; doubles each time")
    long breaker_open_ms() default 10_000;

    @AttributeDefinition(
            name = "breaker.open.max.ms",
            description = "How long a breaker stays open at most")
    long breaker_open_max_ms() default 300_000;

    @AttributeDefinition(
            name = "breaker.probes",
            description = "How many calls must succeed before a breaker closes")
    int breaker_probes() default 2;

    @AttributeDefinition(
            name = "breaker.probe.timeout.ms",
            description = "A probe that has not ended after this has failed")
    long breaker_probe_timeout_ms() default 120_000;

    @AttributeDefinition(
            name = "breaker.ramp.ms",
            description = "How long traffic takes to grow back after a breaker closed")
    long breaker_ramp_ms() default 5_000;

    @AttributeDefinition(
            name = "breaker.slow.ms",
            description = "A first piece that takes so long is slow; 0 when none is")
    long breaker_slow_ms() default 0;

    @AttributeDefinition(
            name = "breaker.slow.percent",
            description = "A breaker opens also when so many of a hundred calls were slow")
    int breaker_slow_percent() default 80;

    @AttributeDefinition(
            name = "plugin.failures",
            description = "A plugin that broke so often in five minutes is quarantined")
    int plugin_failures() default 3;

    @AttributeDefinition(
            name = "plugin.quarantine.ms",
            description = "How long at first; doubles each time, up to 64 times as long")
    long plugin_quarantine_ms() default 30_000;

    @AttributeDefinition(
            name = "plugin.return.ms",
            description =
                    "How long a plugin may hold the thread that calls it while another version"
                            + " stands by")
    long plugin_return_ms() default 1_000;

    @AttributeDefinition(
            name = "plugin.cancel.ms",
            description = "A plugin that takes longer to end a call that was cancelled hangs")
    long plugin_cancel_ms() default 2_000;

    @AttributeDefinition(
            name = "plugin.calls.max",
            description = "How many calls a plugin may hold at once")
    int plugin_calls_max() default 20_000;
}
