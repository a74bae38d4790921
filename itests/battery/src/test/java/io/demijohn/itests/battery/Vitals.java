package io.demijohn.itests.battery;

/**
 * What a process holds.
 *
 * @param threads its threads
 * @param descriptors its open files and sockets
 * @param heap bytes that survive a collection
 * @param direct bytes of direct buffers
 */
record Vitals(long threads, long descriptors, long heap, long direct) {

    private static final long MB = 1 << 20;
    // Pools keep some threads for a minute; a leak has one for each hostile client.
    private static final int SPARE_THREADS = 70;
    private static final int SPARE_DESCRIPTORS = 25;
    private static final long SPARE_BYTES = 40 * MB;

    /** Whether nothing has stayed that a leak would leave. */
    boolean isBackTo(Vitals before) {
        return threads <= before.threads * 1.1 + SPARE_THREADS
                && descriptors <= before.descriptors * 1.1 + SPARE_DESCRIPTORS
                && heap <= before.heap * 1.1 + SPARE_BYTES
                && direct <= before.direct * 1.1 + SPARE_BYTES;
    }

    String since(Vitals before) {
        return "%d→%d, %d→%d, %d→%d MB, %d→%d MB"
                .formatted(
                        before.threads,
                        threads,
                        before.descriptors,
                        descriptors,
                        before.heap / MB,
                        heap / MB,
                        before.direct / MB,
                        direct / MB);
    }
}
