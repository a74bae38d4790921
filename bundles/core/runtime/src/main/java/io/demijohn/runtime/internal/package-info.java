/** The runtime's components: agents, assistants, threads, runs and the catalog of tools. */
@NullMarked
package io.demijohn.runtime.internal;

import org.jspecify.annotations.NullMarked;
