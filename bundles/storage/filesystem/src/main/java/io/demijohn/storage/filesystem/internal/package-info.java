/**
 * The checkpoint store on the local disk: an append-only log of checksummed frames in numbered
 * segments, one committer with group commit, an index in memory. {@code docs/record-format.md} has
 * the bytes, {@code docs/adr} the reasons.
 */
@NullMarked
package io.demijohn.storage.filesystem.internal;

import org.jspecify.annotations.NullMarked;
