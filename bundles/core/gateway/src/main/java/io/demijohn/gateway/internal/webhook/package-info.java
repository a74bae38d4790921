/** Notices of ended runs to the addresses that callers gave. */
@NullMarked
package io.demijohn.gateway.internal.webhook;

import org.jspecify.annotations.NullMarked;
