/** What calls have used, written down and added up. */
@NullMarked
package io.demijohn.tenants.internal.usage;

import org.jspecify.annotations.NullMarked;
