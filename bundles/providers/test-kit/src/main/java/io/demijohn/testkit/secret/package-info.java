/** Contract of {@link io.demijohn.secret.SecretResolver}: extend it and run it with JUnit 5. */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.testkit.secret;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
