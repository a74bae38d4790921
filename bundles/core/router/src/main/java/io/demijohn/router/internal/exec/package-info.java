/** What a call needs to wait without a thread: timers, workers and an order of events. */
@NullMarked
package io.demijohn.router.internal.exec;

import org.jspecify.annotations.NullMarked;
