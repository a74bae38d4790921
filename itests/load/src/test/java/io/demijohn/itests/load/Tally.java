package io.demijohn.itests.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What came back: latencies of what went well, and the rest by what was wrong. */
final class Tally {

    private final Histogram micros = new Histogram(600_000_000L, 3);
    private final Map<String, Integer> faults = new TreeMap<>();
    private double seconds;
    private long sent;

    synchronized void sent() {
        sent++;
    }

    synchronized void well(long nanos) {
        micros.recordValue(Math.min(Math.max(0, nanos / 1000), 600_000_000L));
    }

    synchronized void wrong(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    synchronized void lasted(double time) {
        seconds = time;
    }

    synchronized long done() {
        return micros.getTotalCount();
    }

    synchronized long missing() {
        return sent - micros.getTotalCount() - failed();
    }

    synchronized long failed() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized Map<String, Integer> faults() {
        return new TreeMap<>(faults);
    }

    synchronized double perSecond() {
        return micros.getTotalCount() / seconds;
    }

    /** Milliseconds that so many percent stay below. */
    synchronized double ms(double percent) {
        return micros.getValueAtPercentile(percent) / 1e3;
    }
}
