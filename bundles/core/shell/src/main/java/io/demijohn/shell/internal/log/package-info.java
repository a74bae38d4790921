/** Commands for the checkpoint log. */
@NullMarked
package io.demijohn.shell.internal.log;

import org.jspecify.annotations.NullMarked;
