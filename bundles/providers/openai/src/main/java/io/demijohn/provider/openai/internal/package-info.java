/** Chat and embedding models behind any address that speaks OpenAI's API. */
@NullMarked
package io.demijohn.provider.openai.internal;

import org.jspecify.annotations.NullMarked;
