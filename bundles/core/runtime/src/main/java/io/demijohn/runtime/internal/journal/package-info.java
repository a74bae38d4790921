/** What is written of a thread, and the state that follows from it. */
@NullMarked
package io.demijohn.runtime.internal.journal;

import org.jspecify.annotations.NullMarked;
