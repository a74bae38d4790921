/** JSON text to plain maps and back, and the platform's values as such maps. */
@NullMarked
package io.demijohn.runtime.internal.json;

import org.jspecify.annotations.NullMarked;
