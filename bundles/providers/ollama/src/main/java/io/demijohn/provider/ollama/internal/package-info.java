/** Models that run in Ollama. */
@NullMarked
package io.demijohn.provider.ollama.internal;

import org.jspecify.annotations.NullMarked;
