package io.demijohn.gateway.internal.http;

/**
 * The open end of a streamed answer. Writing never blocks: bytes are queued, and {@link #onDrained}
 * tells when the reader has caught up. All methods may be called from any thread.
 */
public interface Outlet {

    /** A source that cannot wait breaks the stream when this many bytes are queued. */
    int MAX_QUEUED = 1024 * 1024;

    /**
     * Queues bytes.
     *
     * @param bytes not copied
     * @return false when nobody reads any more
     */
    boolean offer(byte[] bytes);

    /**
     * How much is waiting for the reader.
     *
     * @return bytes
     */
    long queued();

    /** Ends the answer well, after what is queued. */
    void finish();

    /**
     * Queues the last bytes and ends the answer, so that the end may go in one packet with them.
     *
     * @param bytes not copied
     */
    default void finish(byte[] bytes) {
        offer(bytes);
        finish();
    }

    /**
     * Breaks the connection after what is queued, so that the reader does not take it for an end.
     */
    void breakOff();

    /** Breaks the connection at once, whatever is queued. */
    void cut();

    /**
     * Sets what to do when the queue has become empty.
     *
     * @param action must not block
     */
    void onDrained(Runnable action);

    /**
     * Sets what to do when the answer is over, for whatever reason; done at once if it is already.
     *
     * @param action must not block; told whether the reader left before the end
     */
    void onOver(Over action);

    /** Told when an answer is over. */
    @FunctionalInterface
    interface Over {
        /**
         * The answer is over.
         *
         * @param readerLeft true when the reader left before the end
         */
        void over(boolean readerLeft);
    }
}
