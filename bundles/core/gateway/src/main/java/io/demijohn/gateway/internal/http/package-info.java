/** Requests, routes and answers, without regard to dialect. */
@NullMarked
package io.demijohn.gateway.internal.http;

import org.jspecify.annotations.NullMarked;
