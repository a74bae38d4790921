/** The HTTP gateway. */
@NullMarked
package io.demijohn.gateway.internal;

import org.jspecify.annotations.NullMarked;
