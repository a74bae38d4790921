package io.demijohn.itests.load;

/**
 * A request and who hears of its answer.
 *
 * @param request its bytes
 * @param reader hears once, on the wire's thread
 */
@SuppressWarnings("ArrayRecordComponent")
record Shot(byte[] request, Reader reader) {

    /** Hears of an answer. */
    interface Reader {
        /**
         * The answer came.
         *
         * @param due when the request was to be sent, by {@link System#nanoTime}
         * @param answer what came
         */
        void answered(long due, Answer answer);
    }
}
