/**
 * What stands between the platform and the dependencies that fail: circuit breakers, one for each
 * provider, model and credential, and one for each plugin. They work by themselves; this is for
 * people who look at them or know better, and for those who want to hear of changes.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.breaker;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
