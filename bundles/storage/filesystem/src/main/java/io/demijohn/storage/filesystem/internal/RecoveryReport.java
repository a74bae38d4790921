package io.demijohn.storage.filesystem.internal;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What recovery found, for the log, the health check and tests. */
final class RecoveryReport {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryReport.class);

    /** A dead disk can have a million damages; the first ones say where to look. */
    private static final int KEPT = 100;

    private final List<Damage> damages = new ArrayList<>();
    private final List<Damage> cuts = new ArrayList<>();
    private long damageCount;

    synchronized void damaged(Damage damage) {
        damageCount++;
        if (damages.size() < KEPT) {
            damages.add(damage);
            LOG.error("Damaged, and acknowledged once: {}. What follows is readable.", damage);
        }
    }

    synchronized void cut(Damage tail) {
        cuts.add(tail);
        LOG.warn("Cut the torn end of the log, written when the process ended: {}.", tail);
    }

    void loaded(int journals, LogPosition from) {
        LOG.info("{} journals are in the saved index; the log is read from {}.", journals, from);
    }

    void repaired(String what) {
        LOG.warn("{}", what);
    }

    synchronized List<Damage> damages() {
        return List.copyOf(damages);
    }

    synchronized List<Damage> cuts() {
        return List.copyOf(cuts);
    }

    synchronized long damageCount() {
        return damageCount;
    }
}
