/** Commands over models. */
@NullMarked
package io.demijohn.shell.internal.llm;

import org.jspecify.annotations.NullMarked;
