/** API keys in a file: who holds them, what they may do, hashes of their secrets. */
@NullMarked
package io.demijohn.tenants.internal.key;

import org.jspecify.annotations.NullMarked;
