/** What a component tells its operator: health with the fix named, and metrics as text. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.health;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
