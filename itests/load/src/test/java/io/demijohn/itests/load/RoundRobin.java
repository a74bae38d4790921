package io.demijohn.itests.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Conversations that take turns, so that so many threads are in use at once. */
final class RoundRobin implements Supplier<byte[]> {

    private final List<Turns> sessions = new ArrayList<>();
    private int last;

    RoundRobin(int count, IntFunction<Turns> make) {
        for (int i = 0; i < count; i++) {
            sessions.add(make.apply(i));
        }
    }

    @Override
    public byte[] get() {
        last = (last + 1) % sessions.size();
        return sessions.get(last).next();
    }
}
