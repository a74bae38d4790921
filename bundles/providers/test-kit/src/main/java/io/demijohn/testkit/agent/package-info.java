/** Contracts of what belongs to agents. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.agent;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
