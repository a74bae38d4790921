/** Typed configurations for tests, without a container. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
