package io.demijohn.runtime.internal.run;

import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.journal.NextRun;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.ThreadHead;
import io.demijohn.runtime.internal.queue.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is open at a start: each run gets its place in the queue from its thread's head, without the
 * thread being read. Those that had begun go first; others as they came.
 */
final class Reopening {

    private static final Logger LOG = LoggerFactory.getLogger(Reopening.class);
    private static final int SIGN_OF_LIFE = 100_000;
    private static final int DROPS_PER_SECOND = 500;

    /** A thread's first open run; one of before heads said it may have begun. */
    private record First(Ticket ticket, NextRun run, long accepted) {}

    private final Desk desk;
    private final long now;
    private final List<First> firsts = new ArrayList<>();
    private final List<JournalKey> temporary = new ArrayList<>();
    private long threads;
    private int owing;

    Reopening(Desk desk) {
        this.desk = desk;
        this.now = desk.kernel().clock().millis();
    }

    void thread(JournalKey key, ThreadHead head) {
        if (++threads % SIGN_OF_LIFE == 0) {
            LOG.info("{} threads read, {} of them have open runs", threads, firsts.size());
        }
        if (head.owed() > 0) {
            desk.notices().owing(key, Duration.ofSeconds(owing++ / DROPS_PER_SECOND));
        }
        if (head.open().isEmpty()) {
            if (head.profile().temporary()) {
                temporary.add(key);
            }
            return;
        }
        String agent = String.valueOf(head.profile().metadata().getOrDefault("graph_id", ""));
        for (String runId : head.open()) {
            Ticket ticket = desk.orchestrator().stored(key.tenant(), runId, key.id(), agent);
            if (runId.equals(head.open().get(0))) {
                NextRun first =
                        head.next()
                                .orElse(new NextRun(true, io.demijohn.agent.RunPriority.NORMAL, 0));
                firsts.add(new First(ticket, first, accepted(runId)));
            }
        }
    }

    private static long accepted(String runId) {
        return PlaceId.parse(runId).map(PlaceId::millis).orElse(0L);
    }

    /** All heads were read. */
    void finish() {
        firsts.sort(Comparator.comparingLong(First::accepted));
        firsts.forEach(this::place);
        desk.orchestrator().serve();
        for (int i = 0; i < temporary.size(); i++) {
            desk.temporary().dropLater(temporary.get(i), Duration.ofSeconds(i / DROPS_PER_SECOND));
        }
        LOG.info("{} threads, {} of them go on with their runs", threads, firsts.size());
    }

    private void place(First first) {
        Duration left = Duration.ofMillis(first.run().due() - now);
        if (!first.run().begun() && left.compareTo(Duration.ZERO) > 0) {
            desk.later(first.ticket(), left);
        } else {
            long since = Math.max(first.accepted(), first.run().due());
            desk.orchestrator()
                    .restore(
                            first.ticket(),
                            first.run().priority(),
                            first.run().begun(),
                            Duration.ofMillis(Math.max(0, now - since)));
        }
    }
}
