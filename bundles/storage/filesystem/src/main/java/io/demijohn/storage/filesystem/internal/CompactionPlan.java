package io.demijohn.storage.filesystem.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses runs of neighbouring segments whose live part fits one file, and of which enough is dead,
 * or which are small.
 */
final class CompactionPlan {

    /** So many small neighbours become one file. */
    private static final int SMALL_ONES = 4;

    private final long capacity;
    private final double deadShare;
    private final List<List<Segment>> runs = new ArrayList<>();
    private List<Segment> run = new ArrayList<>();
    private long live;

    private CompactionPlan(long capacity, double deadShare) {
        this.capacity = capacity;
        this.deadShare = deadShare;
    }

    /**
     * What to do.
     *
     * @param sealed segments that are not written to any more, in order
     * @param capacity bytes of frames that a file may have
     * @param deadShare how much of a segment must be dead, from 0 to 1
     */
    static List<List<Segment>> of(List<Segment> sealed, long capacity, double deadShare) {
        CompactionPlan plan = new CompactionPlan(capacity, deadShare);
        for (Segment segment : sealed) {
            plan.consider(segment);
        }
        plan.endRun();
        return plan.runs;
    }

    private void consider(Segment segment) {
        long bytes = segment.live().get();
        boolean follows = run.isEmpty() || run.get(run.size() - 1).last() + 1 == segment.first();
        if (!isCandidate(segment) || !follows || live + bytes > capacity) {
            endRun();
        }
        if (isCandidate(segment) && bytes <= capacity) {
            run.add(segment);
            live += bytes;
        }
    }

    private boolean isCandidate(Segment segment) {
        return isWasteful(segment) || segment.size() < capacity / SMALL_ONES;
    }

    private boolean isWasteful(Segment segment) {
        return segment.dead() > 0 && segment.dead() >= deadShare * segment.size();
    }

    private void endRun() {
        if (run.size() >= SMALL_ONES || run.stream().anyMatch(this::isWasteful)) {
            runs.add(run);
        }
        run = new ArrayList<>();
        live = 0;
    }
}
