/** Commands over circuit breakers. */
@NullMarked
package io.demijohn.shell.internal.breaker;

import org.jspecify.annotations.NullMarked;
