/** Money that may be spent. */
@NullMarked
package io.demijohn.tenants.internal.budget;

import org.jspecify.annotations.NullMarked;
