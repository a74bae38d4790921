/** The platform's services, as they come and go. */
@NullMarked
package io.demijohn.gateway.internal.platform;

import org.jspecify.annotations.NullMarked;
