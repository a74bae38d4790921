/**
 * Agents, their threads and their runs, as the gateway and the shell see them. An <em>agent</em> is
 * a versioned definition; an <em>assistant</em> is an agent with a caller's settings; a
 * <em>thread</em> is a durable conversation; a <em>run</em> takes one input to a final answer; a
 * <em>checkpoint</em> is a thread's state after a step. The runtime implements the services; every
 * method takes the tenant first and never answers with another tenant's data: what belongs to
 * another tenant is not found.
 *
 * <p>JSON values are {@code Map<String, Object>}, {@code List<Object>}, String, Boolean, Number and
 * null.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.agent;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
