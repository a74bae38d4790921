/** One call on its way through its candidates. */
@NullMarked
package io.demijohn.router.internal.call;

import org.jspecify.annotations.NullMarked;
