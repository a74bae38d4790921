/** Tools that are there now, and how they are called. */
@NullMarked
package io.demijohn.runtime.internal.tool;

import org.jspecify.annotations.NullMarked;
