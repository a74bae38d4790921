/** The router as services: its settings, its routes and its health. */
@NullMarked
package io.demijohn.router.internal;

import org.jspecify.annotations.NullMarked;
