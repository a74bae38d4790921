package io.demijohn.runtime.internal.run;

import io.demijohn.runtime.internal.journal.Owed;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How far back a thread's records are still read by what it has not finished. */
final class OldestNeeded {

    private OldestNeeded() {}

    /**
     * The acceptance of open runs and of the one that asks, where open ones are to begin, and ends
     * that were not told yet.
     */
    static long of(ThreadState state) {
        LongStream open = state.open().stream().mapToLong(run -> run.order().sequence());
        LongStream origins =
                state.open().stream()
                        .flatMap(run -> run.order().checkpointId().stream())
                        .flatMap(id -> PlaceId.parse(id).stream())
                        .mapToLong(PlaceId::sequence);
        LongStream asks =
                PlaceId.parse(String.valueOf(state.position().metadata().get("run_id"))).stream()
                        .filter(place -> state.stop().paused())
                        .mapToLong(PlaceId::sequence);
        LongStream owed = state.owed().stream().mapToLong(Owed::sequence);
        return Stream.of(open, origins, asks, owed)
                .flatMapToLong(each -> each)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
