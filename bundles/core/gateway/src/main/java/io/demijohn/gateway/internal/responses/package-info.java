/**
 * OpenAI's responses and conversations: one model call a response, stored as the request, the
 * pieces of the answer and its end. Everything that a caller sees is made of these, so that it is
 * the same after a restart.
 */
@NullMarked
package io.demijohn.gateway.internal.responses;

import org.jspecify.annotations.NullMarked;
