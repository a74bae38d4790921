/** The breakers of all models and plugins, by what they stand before. */
@NullMarked
package io.demijohn.router.internal.breaker;

import org.jspecify.annotations.NullMarked;
