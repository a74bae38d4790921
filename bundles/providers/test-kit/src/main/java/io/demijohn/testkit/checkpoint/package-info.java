/**
 * Contract of {@link io.demijohn.checkpoint.CheckpointStore}: extend it and run it with JUnit 5.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.checkpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
