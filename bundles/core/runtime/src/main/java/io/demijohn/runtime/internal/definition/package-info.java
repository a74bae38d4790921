/** Agents and assistants. */
@NullMarked
package io.demijohn.runtime.internal.definition;

import org.jspecify.annotations.NullMarked;
