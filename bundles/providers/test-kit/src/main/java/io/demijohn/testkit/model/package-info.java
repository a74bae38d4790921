/** Contracts of chat and embedding models: extend one in a test and run it. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
