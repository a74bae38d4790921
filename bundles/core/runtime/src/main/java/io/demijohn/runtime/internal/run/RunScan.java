package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.runtime.internal.journal.Checkpoints;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds runs in a thread's journal, without an index of them. */
final class RunScan {

    private static final int PAGE = 500;

    /** A run is accepted, begins (among other changes of state), and ends. */
    private static final Set<RecordType> LIFE =
            EnumSet.of(RecordType.ADMIT, RecordType.STATE_DELTA, RecordType.TERMINAL);

    private final ThreadReader reader;
    private final JournalKey key;
    private final ThreadState now;

    RunScan(ThreadReader reader, JournalKey key, ThreadState now) {
        this.reader = reader;
        this.key = key;
        this.now = now;
    }

    /** A run that has ended. */
    Optional<Run> find(String runId) {
        return PlaceId.parse(runId)
                .filter(id -> !now.gone().contains(id.sequence()))
                .flatMap(
                        id ->
                                Optional.ofNullable(
                                        scan(id.sequence(), Optional.of(runId)).get(runId)));
    }

    /** Every run that was not deleted, oldest first. */
    List<Run> all() {
        return List.copyOf(scan(1, Optional.empty()).values());
    }

    private Map<String, Run> scan(long from, Optional<String> wanted) {
        Map<String, RunOrder> orders = new LinkedHashMap<>();
        Map<String, Run> runs = new LinkedHashMap<>();
        List<JournalRecord> page = reader.records(key, from, PAGE);
        while (!page.isEmpty()) {
            for (JournalRecord record : page) {
                look(record, orders, runs);
                if (wanted.isPresent() && settled(runs.get(wanted.get()))) {
                    return runs;
                }
            }
            page = reader.records(key, page.get(page.size() - 1).sequence() + 1, PAGE);
        }
        return runs;
    }

    /** The first record says whether there is such a run: it is the run's own, or a snapshot. */
    private static boolean settled(@org.jspecify.annotations.Nullable Run run) {
        return run == null || run.status().ended();
    }

    private void look(JournalRecord record, Map<String, RunOrder> orders, Map<String, Run> runs) {
        boolean first = orders.isEmpty() && record.type() == RecordType.SNAPSHOT;
        if (!first && !LIFE.contains(record.type())) {
            return;
        }
        Fact fact = reader.fact(key, record);
        if (fact instanceof Fact.Snapshot standing) {
            standing.state().open().forEach(run -> begin(run.order(), orders, runs));
        } else if (fact instanceof Fact.Admitted admitted) {
            begin(admitted.order(), orders, runs);
        } else if (fact instanceof Fact.Started started && orders.containsKey(started.runId())) {
            RunOrder order = orders.get(started.runId());
            runs.put(order.id(), open(order, RunStatus.RUNNING, started.time()));
        } else if (fact instanceof Fact.Ended ended && orders.containsKey(ended.runId())) {
            RunOrder order = orders.get(ended.runId());
            runs.put(
                    order.id(),
                    order.as(ended.status(), ended.error(), Instant.ofEpochMilli(ended.time())));
        }
    }

    private void begin(RunOrder order, Map<String, RunOrder> orders, Map<String, Run> runs) {
        if (ours(order)) {
            orders.put(order.id(), order);
            runs.put(order.id(), open(order, RunStatus.PENDING, order.createdAt().toEpochMilli()));
        }
    }

    private Run open(RunOrder order, RunStatus status, long since) {
        return now.open(order.id())
                .flatMap(OpenRun::parked)
                .map(order::as)
                .orElseGet(() -> order.as(status, Optional.empty(), Instant.ofEpochMilli(since)));
    }

    /** Records that were copied from another thread tell of that one's runs. */
    private boolean ours(RunOrder order) {
        return order.threadId().equals(key.id()) && !now.gone().contains(order.sequence());
    }

    private static long order(String runId) {
        return PlaceId.parse(runId).orElseThrow().sequence();
    }

    /** How an ended run ended, and the state then. */
    Optional<RunOutcome> outcome(String runId) {
        List<RunOutcome> found = new ArrayList<>();
        find(runId)
                .ifPresent(
                        run ->
                                reader.walk(
                                        key,
                                        reader.start(key, order(runId)),
                                        Long.MAX_VALUE,
                                        (sequence, before, fact, after) -> {
                                            boolean end =
                                                    fact instanceof Fact.Ended ended
                                                            && ended.runId().equals(runId);
                                            if (end) {
                                                Checkpoint state = Checkpoints.of(after);
                                                found.add(new RunOutcome(run, state));
                                            }
                                            return !end;
                                        }));
        return found.stream().findFirst();
    }

    /** Where the notice of a run's end is, as the journal says. */
    Optional<NoticeState> notice(String runId) {
        List<NoticeState> found = new ArrayList<>();
        List<JournalRecord> page = reader.records(key, order(runId), PAGE);
        while (!page.isEmpty()) {
            for (JournalRecord record : page) {
                if (record.type() == RecordType.ADMIT || record.type() == RecordType.STATE_DELTA) {
                    notice(runId, reader.fact(key, record), found);
                }
            }
            boolean settled = !found.isEmpty() && found.get(found.size() - 1).at().isPresent();
            if (found.isEmpty() || settled) {
                break;
            }
            page = reader.records(key, page.get(page.size() - 1).sequence() + 1, PAGE);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    private void notice(String runId, Fact fact, List<NoticeState> found) {
        if (fact instanceof Fact.Admitted admitted && admitted.runId().equals(runId)) {
            boolean open = now.open(runId).isPresent();
            NoticeState.Status status = open ? NoticeState.Status.WAITING : NoticeState.Status.OWED;
            admitted.order()
                    .handling()
                    .webhook()
                    .map(url -> new NoticeState(url, status, 0, Optional.empty(), Optional.empty()))
                    .ifPresent(found::add);
        } else if (fact instanceof Fact.Noticed noticed
                && noticed.runId().equals(runId)
                && !found.isEmpty()) {
            found.add(
                    new NoticeState(
                            found.get(0).url(),
                            noticed.delivered()
                                    ? NoticeState.Status.DELIVERED
                                    : NoticeState.Status.GIVEN_UP,
                            noticed.attempts(),
                            Optional.of(Instant.ofEpochMilli(noticed.time())),
                            noticed.reason()));
        }
    }
}
