/** Commands over agent definitions, and the chat. */
@NullMarked
package io.demijohn.shell.internal.agent;

import org.jspecify.annotations.NullMarked;
