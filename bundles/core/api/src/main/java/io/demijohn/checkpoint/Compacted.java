package io.demijohn.checkpoint;

/**
 * What compaction did.
 *
 * @param files how many were replaced by fewer or smaller ones
 * @param bytesBefore of all files before
 * @param bytesAfter of all files after
 * @param bytesRewritten how many were copied
 */
public record Compacted(long files, long bytesBefore, long bytesAfter, long bytesRewritten) {}
