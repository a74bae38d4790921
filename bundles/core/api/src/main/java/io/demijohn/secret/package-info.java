/** Secrets by reference: configuration holds {@code secret:NAME}, never a value. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.secret;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
