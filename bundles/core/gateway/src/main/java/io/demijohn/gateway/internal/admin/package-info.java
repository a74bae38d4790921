/** What the SDKs cannot say: agent definitions, models, tools. */
@NullMarked
package io.demijohn.gateway.internal.admin;

import org.jspecify.annotations.NullMarked;
