/** What the dialects of chat models have in common. */
@NullMarked
package io.demijohn.outbound.internal.chat;

import org.jspecify.annotations.NullMarked;
