/** Embedding models and token counts, asked as chat models are. */
@NullMarked
package io.demijohn.router.internal.embed;

import org.jspecify.annotations.NullMarked;
