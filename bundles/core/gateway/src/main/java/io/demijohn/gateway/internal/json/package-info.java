/** JSON in and out, within limits. */
@NullMarked
package io.demijohn.gateway.internal.json;

import org.jspecify.annotations.NullMarked;
