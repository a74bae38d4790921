/** Jetty, configured and watched. */
@NullMarked
package io.demijohn.gateway.internal.server;

import org.jspecify.annotations.NullMarked;
