/** Commands over API keys. */
@NullMarked
package io.demijohn.shell.internal.key;

import org.jspecify.annotations.NullMarked;
