/** Commands over what was used. */
@NullMarked
package io.demijohn.shell.internal.usage;

import org.jspecify.annotations.NullMarked;
