package io.demijohn.runtime.internal.run;

import io.demijohn.agent.EventId;
import io.demijohn.agent.RunEvent;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.runtime.internal.journal.EventMaker;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.Progress;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of a run, derived from the journal a page at a time, for one reader. */
final class Replay {

    private static final int PAGE = 100;

    private final ThreadReader reader;
    private final JournalKey key;
    private final String runId;
    private final Deque<RunEvent> derived = new ArrayDeque<>();
    private ThreadState state;
    private long next;
    private boolean ended;

    Replay(ThreadReader reader, JournalKey key, String runId) {
        this.reader = reader;
        this.key = key;
        this.runId = runId;
        this.state = ThreadState.blank(key.id());
        this.next = reader.start(key, PlaceId.parse(runId).orElseThrow().sequence());
    }

    /** The next event at or after a place; null when the journal has no more of them now. */
    @Nullable RunEvent next(EventId from) {
        while (true) {
            RunEvent event = derived.poll();
            if (event == null) {
                if (ended || !readPage()) {
                    return null;
                }
            } else if (event.id().compareTo(from) >= 0) {
                return event;
            }
        }
    }

    private boolean readPage() {
        List<JournalRecord> page = reader.records(key, next, PAGE);
        for (JournalRecord record : page) {
            Fact fact = reader.fact(key, record);
            ThreadState after = Fold.apply(state, record.sequence(), fact);
            if (begunBefore(record, fact)) {
                derived.addAll(EventMaker.gap(runId, after));
            }
            if (fact instanceof Fact.OfRun ofRun && ofRun.runId().equals(runId)) {
                derived.addAll(EventMaker.events(state, fact, after));
                ended |= fact instanceof Fact.Ended || fact instanceof Fact.Forgotten;
            }
            state = after;
            next = record.sequence() + 1;
        }
        return !page.isEmpty();
    }

    /** The journal begins in mid-run: what came before was given up. */
    private boolean begunBefore(JournalRecord record, Fact fact) {
        return fact instanceof Fact.Snapshot
                && record.sequence() > PlaceId.parse(runId).orElseThrow().sequence()
                && !state.position().exists();
    }

    /** Whether the run's last record was read. */
    boolean ended() {
        return ended && derived.isEmpty();
    }

    /** The step of the first event that is not in the journal. */
    long step() {
        return state.progress()
                .filter(progress -> progress.runId().equals(runId))
                .map(Progress::eventStep)
                .orElse(0L);
    }
}
