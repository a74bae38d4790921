/** HTTP endpoints, declared in configuration, as tools. */
@NullMarked
package io.demijohn.tool.http.internal;

import org.jspecify.annotations.NullMarked;
