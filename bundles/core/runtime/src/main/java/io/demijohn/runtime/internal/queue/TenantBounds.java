package io.demijohn.runtime.internal.queue;

/**
 * A tenant's share.
 *
 * @param weight beside other tenants, 1 or more
 * @param active runs at work at once
 * @param queued runs that wait
 */
public record TenantBounds(int weight, int active, int queued) {}
