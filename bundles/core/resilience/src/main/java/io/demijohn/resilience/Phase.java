package io.demijohn.resilience;

/**
 * What a breaker is doing. Every change of phase starts a new generation, so that the outcome of a
 * call begun in an older one can be told and changes nothing.
 */
sealed interface Phase {

    long generation();

    /** How often it opened since real traffic last succeeded. */
    int openings();

    Breaker.State state();

    record Closed(
            long generation, int openings, SlidingWindow window, SlidingWindow slow, Ramp ramp)
            implements Phase {
        @Override
        public Breaker.State state() {
            return Breaker.State.CLOSED;
        }
    }

    record Open(long generation, int openings, long until) implements Phase {
        @Override
        public Breaker.State state() {
            return Breaker.State.OPEN;
        }
    }

    record HalfOpen(long generation, int openings, Probes probes) implements Phase {
        @Override
        public Breaker.State state() {
            return Breaker.State.HALF_OPEN;
        }
    }

    /** As somebody wants it: nothing is counted, and only somebody ends it. */
    record Forced(long generation, Breaker.State state) implements Phase {
        @Override
        public int openings() {
            return 0;
        }
    }
}
