/** Threads, serial queues and timers. */
@NullMarked
package io.demijohn.runtime.internal.exec;

import org.jspecify.annotations.NullMarked;
