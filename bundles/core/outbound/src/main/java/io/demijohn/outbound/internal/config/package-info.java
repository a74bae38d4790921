/** How a service comes out of a configuration with references to secrets. */
@NullMarked
package io.demijohn.outbound.internal.config;

import org.jspecify.annotations.NullMarked;
