/** Requests, tokens and concurrency, counted. */
@NullMarked
package io.demijohn.tenants.internal.limit;

import org.jspecify.annotations.NullMarked;
