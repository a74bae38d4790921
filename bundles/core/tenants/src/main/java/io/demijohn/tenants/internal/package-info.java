/** The gate that every call of a model passes. */
@NullMarked
package io.demijohn.tenants.internal;

import org.jspecify.annotations.NullMarked;
