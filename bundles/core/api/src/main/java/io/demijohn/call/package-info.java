/**
 * What travels with every call to a plugin: tenant, deadline, trace and cancellation. Nothing of it
 * is ever kept in a thread-local.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.call;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
