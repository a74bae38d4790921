package io.demijohn.storage.filesystem.internal;

/** Someone who watches long work, slows it down, and may stop it. */
@FunctionalInterface
interface Work {

    /** Nobody. */
    Work UNWATCHED = bytes -> {};

    /**
     * Some bytes were read or written.
     *
     * @throws java.util.concurrent.CancellationException when the work is not wanted any more
     */
    void did(long bytes);

    /** Both see it. */
    default Work and(Work other) {
        return bytes -> {
            did(bytes);
            other.did(bytes);
        };
    }
}
