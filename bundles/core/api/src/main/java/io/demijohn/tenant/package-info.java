/**
 * Who may call, how much of it, and what it cost: API keys, limits, usage and budgets. A tenant is
 * the first argument of what a caller may reach; keys, teams and models are below it.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.tenant;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
