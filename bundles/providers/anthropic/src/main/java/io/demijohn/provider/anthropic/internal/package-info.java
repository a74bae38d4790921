/** Chat models behind Anthropic's Messages API. */
@NullMarked
package io.demijohn.provider.anthropic.internal;

import org.jspecify.annotations.NullMarked;
