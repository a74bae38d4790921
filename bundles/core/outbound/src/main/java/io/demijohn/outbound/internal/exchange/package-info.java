/** One request to another machine and its answer, without a thread that waits for it. */
@NullMarked
package io.demijohn.outbound.internal.exchange;

import org.jspecify.annotations.NullMarked;
