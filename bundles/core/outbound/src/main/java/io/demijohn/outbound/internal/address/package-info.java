/** Which addresses may be connected to, and a client that connects to no others. */
@NullMarked
package io.demijohn.outbound.internal.address;

import org.jspecify.annotations.NullMarked;
