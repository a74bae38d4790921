package io.demijohn.storage.filesystem.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The file system as the log needs it, and the seam at which tests let it fail. */
interface Directory extends Closeable {

    /** For messages: where an operator finds it. */
    String path();

    /** The names of all files in it, in any order. */
    List<String> list() throws IOException;

    /** Opens a file; creates it empty when it is missing. */
    LogFile open(String name) throws IOException;

    /** Gives a file another name; a file that had that name is gone, both at once. */
    void rename(String from, String to) throws IOException;

    /** Removes a file's name; whoever has it open can still read it. */
    void remove(String name) throws IOException;

    /** Returns when created, renamed and deleted names are on the device. */
    void force() throws IOException;

    /** Bytes that can still be written. */
    long usableSpace() throws IOException;
}
