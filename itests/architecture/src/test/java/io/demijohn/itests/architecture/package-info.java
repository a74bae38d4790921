/** Rules that hold for all bundles together. */
@NullMarked
package io.demijohn.itests.architecture;

import org.jspecify.annotations.NullMarked;
