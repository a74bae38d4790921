/** API keys: whose call this is. */
@NullMarked
package io.demijohn.gateway.internal.key;

import org.jspecify.annotations.NullMarked;
