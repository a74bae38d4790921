/** Commands over the platform as a whole. */
@NullMarked
package io.demijohn.shell.internal.platform;

import org.jspecify.annotations.NullMarked;
