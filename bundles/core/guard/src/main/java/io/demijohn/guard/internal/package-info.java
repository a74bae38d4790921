/** Refuses in plug-ins what would end the process for everybody. */
@NullMarked
package io.demijohn.guard.internal;

import org.jspecify.annotations.NullMarked;
