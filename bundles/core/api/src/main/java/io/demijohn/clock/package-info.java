/** Time as a service, so that policies can be tested without waiting. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.clock;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
