/** A provider of your making on a raw socket, which can break every rule of HTTP. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.upstream;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
