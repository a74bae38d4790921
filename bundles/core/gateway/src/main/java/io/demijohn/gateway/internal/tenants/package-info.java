/** Keys and usage over HTTP. */
@NullMarked
package io.demijohn.gateway.internal.tenants;

import org.jspecify.annotations.NullMarked;
