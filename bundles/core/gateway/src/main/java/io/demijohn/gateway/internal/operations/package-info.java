/** Health, metrics and the documents that describe the API. */
@NullMarked
package io.demijohn.gateway.internal.operations;

import org.jspecify.annotations.NullMarked;
