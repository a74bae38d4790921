/** The agents API, as LangGraph's SDK speaks it. */
@NullMarked
package io.demijohn.gateway.internal.agents;

import org.jspecify.annotations.NullMarked;
