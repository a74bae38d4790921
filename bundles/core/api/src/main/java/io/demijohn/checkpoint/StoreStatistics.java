package io.demijohn.checkpoint;

/**
 * What is in a store.
 *
 * @param location where it is, for people
 * @param journals how many
 * @param blobs how many
 * @param files how many it consists of
 * @param bytes of these files
 * @param liveBytes of these, how many are needed
 * @param deadBytes of these, how many compaction may give back; the rest is the file's own
 * @param damages places that were found damaged since the store was opened
 */
public record StoreStatistics(
        String location,
        long journals,
        long blobs,
        long files,
        long bytes,
        long liveBytes,
        long deadBytes,
        long damages) {}
