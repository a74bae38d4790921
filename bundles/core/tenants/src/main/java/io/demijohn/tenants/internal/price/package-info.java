/** What tokens cost. */
@NullMarked
package io.demijohn.tenants.internal.price;

import org.jspecify.annotations.NullMarked;
