/** Starts processes of the real distribution and drives them over real sockets. */
@NullMarked
package io.demijohn.itests.support;

import org.jspecify.annotations.NullMarked;
