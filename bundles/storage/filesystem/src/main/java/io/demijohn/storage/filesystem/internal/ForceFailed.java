package io.demijohn.storage.filesystem.internal;

import java.io.IOException;

/** An fsync failed: what is on the device is unknown, and asking again would not tell. */
final class ForceFailed extends IOException {

    private static final long serialVersionUID = 1L;

    private ForceFailed(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** A force of a file or a directory. */
    @FunctionalInterface
    interface Force {
        void run() throws IOException;
    }

    static void guard(Force force) throws IOException {
        try {
            force.run();
        } catch (IOException e) {
            throw new ForceFailed(e);
        }
    }
}
