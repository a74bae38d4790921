/**
 * Tools that models call. Implement {@link io.demijohn.tool.ToolExecutor}; one service is one tool.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.tool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
