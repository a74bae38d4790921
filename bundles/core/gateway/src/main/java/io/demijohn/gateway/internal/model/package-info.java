/** What every dialect in front of a model needs: calls, and answers sent as they are made. */
@NullMarked
package io.demijohn.gateway.internal.model;

import org.jspecify.annotations.NullMarked;
