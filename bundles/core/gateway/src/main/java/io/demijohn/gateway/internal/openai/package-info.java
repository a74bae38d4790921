/** OpenAI's dialect. */
@NullMarked
package io.demijohn.gateway.internal.openai;

import org.jspecify.annotations.NullMarked;
