package io.demijohn.outbound.internal.exchange;

import java.nio.ByteBuffer;

/**
 * Makes an answer of bytes. Used by one thread at a time; each method throws a {@code
 * ModelException} when the answer is wrong.
 *
 * @param <T> what it is
 */
public interface Reader<T> {

    /** Where an answer is. Decides which time limit holds. */
    enum Progress {
        /** Nothing of the answer yet. */
        WAITING,
        /** Some of it. */
        SPEAKING,
        /** All that matters; only figures such as usage may still come. */
        FINISHING,
        /** All of it. */
        DONE
    }

    /**
     * Reads on.
     *
     * @param bytes the next ones, all of which are taken
     */
    void read(ByteBuffer bytes);

    /**
     * How far it is.
     *
     * @return never goes back
     */
    Progress progress();

    /**
     * Counts pieces, so that a trickle of bytes is not taken for progress.
     *
     * @return grows with each piece
     */
    long pieces();

    /** The connection has ended well. */
    void end();

    /**
     * The whole answer, if there is one by now.
     *
     * @return the answer
     */
    T result();
}
