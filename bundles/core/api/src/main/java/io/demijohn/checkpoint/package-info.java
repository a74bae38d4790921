/**
 * The durable log. A journal is an append-only sequence of records with one head; a thread, an
 * agent and an assistant each have one. Implement {@link io.demijohn.checkpoint.CheckpointStore} to
 * keep journals elsewhere.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.checkpoint;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
