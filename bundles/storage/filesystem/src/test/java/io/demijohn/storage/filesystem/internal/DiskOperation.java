package io.demijohn.storage.filesystem.internal;

/**
 * Something that the log asks of its file system and that can go wrong.
 *
 * @param kind what
 * @param file the name; of a renamed file the new one; empty for the directory
 */
record DiskOperation(Kind kind, String file) {

    /** What the file system was asked to do. */
    enum Kind {
        CREATE,
        WRITE,
        FORCE,
        TRUNCATE,
        RENAME,
        REMOVE,
        FORCE_DIRECTORY;

        boolean isForce() {
            return this == FORCE || this == FORCE_DIRECTORY;
        }
    }

    @Override
    public String toString() {
        return file.isEmpty() ? kind.name() : kind + " " + file;
    }
}
