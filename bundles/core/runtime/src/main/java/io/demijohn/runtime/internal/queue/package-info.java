/**
 * Who may start when: slots for runs at work, a bounded queue that is fair between tenants, quotas,
 * and refusals that say when to come back. Plain Java over an injected clock.
 */
@NullMarked
package io.demijohn.runtime.internal.queue;

import org.jspecify.annotations.NullMarked;
