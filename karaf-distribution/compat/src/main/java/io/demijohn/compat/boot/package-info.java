/** The one class on the boot class path: called from {@code javax.security.auth.Subject}. */
@NullMarked
package io.demijohn.compat.boot;

import org.jspecify.annotations.NullMarked;
