/** Files that are replaced as a whole, and only their owner may read. */
@NullMarked
package io.demijohn.tenants.internal.file;

import org.jspecify.annotations.NullMarked;
