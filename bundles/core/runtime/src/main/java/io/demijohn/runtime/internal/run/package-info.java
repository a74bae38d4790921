/** Threads with runs in flight, the loop of a run, and the events of it. */
@NullMarked
package io.demijohn.runtime.internal.run;

import org.jspecify.annotations.NullMarked;
