/** Secrets from files that only their owner can read, and from the environment. */
@NullMarked
package io.demijohn.storage.secrets.internal;

import org.jspecify.annotations.NullMarked;
