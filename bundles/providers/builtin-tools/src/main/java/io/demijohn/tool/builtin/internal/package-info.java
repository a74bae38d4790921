/** Tools that every installation has. */
@NullMarked
package io.demijohn.tool.builtin.internal;

import org.jspecify.annotations.NullMarked;
