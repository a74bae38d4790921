/** Commands over runs. */
@NullMarked
package io.demijohn.shell.internal.run;

import org.jspecify.annotations.NullMarked;
