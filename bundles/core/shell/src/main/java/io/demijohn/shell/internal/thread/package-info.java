/** Commands over threads. */
@NullMarked
package io.demijohn.shell.internal.thread;

import org.jspecify.annotations.NullMarked;
