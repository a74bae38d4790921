/** Who serves which name at this moment. */
@NullMarked
package io.demijohn.router.internal.directory;

import org.jspecify.annotations.NullMarked;
