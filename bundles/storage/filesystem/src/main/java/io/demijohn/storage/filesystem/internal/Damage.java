package io.demijohn.storage.filesystem.internal;

/**
 * Bytes that recovery could not read.
 *
 * @param path the file
 * @param offset where they begin
 * @param bytes how many
 * @param what what they were, as far as that is known
 */
record Damage(String path, long offset, long bytes, String what) {

    @Override
    public String toString() {
        return path + ":" + offset + " (" + bytes + " bytes): " + what;
    }
}
