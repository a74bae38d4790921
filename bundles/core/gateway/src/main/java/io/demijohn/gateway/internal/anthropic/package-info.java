/** Anthropic's dialect: messages. */
@NullMarked
package io.demijohn.gateway.internal.anthropic;

import org.jspecify.annotations.NullMarked;
