/** A model that is not real: repeatable answers, delays and failures. */
@NullMarked
package io.demijohn.provider.simulated.internal;

import org.jspecify.annotations.NullMarked;
