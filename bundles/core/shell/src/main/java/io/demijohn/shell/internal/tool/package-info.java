/** Commands over tools. */
@NullMarked
package io.demijohn.shell.internal.tool;

import org.jspecify.annotations.NullMarked;
