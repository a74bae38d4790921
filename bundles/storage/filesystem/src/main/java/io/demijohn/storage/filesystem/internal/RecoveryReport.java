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

    void damaged(Damage damage) {
        damageCount++;
        if (damages.size() < KEPT) {
            damages.add(damage);
            LOG.error("Damaged, and acknowledged once: {}. What follows is readable.", damage);
        }
    }

    void cut(Damage tail) {
        cuts.add(tail);
        LOG.warn("Cut the torn end of the log, written when the process ended: {}.", tail);
    }

    void repaired(String what) {
        LOG.warn("{}", what);
    }

    List<Damage> damages() {
        return List.copyOf(damages);
    }

    List<Damage> cuts() {
        return List.copyOf(cuts);
    }

    long damageCount() {
        return damageCount;
    }
}
