package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.JournalRecord;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Copies a thread's journal, record by record, under a new id. */
final class ThreadCopy {

    private static final int PAGE = 200;
    private static final int MOST_RECORDS = 9_000;
    private static final long MOST_BYTES = 32L << 20;

    private final Desk desk;
    private final JournalKey from;
    private final ThreadState source;
    private final Optional<IdempotencyKey> key;

    ThreadCopy(Desk desk, String tenant, ThreadState source, Optional<IdempotencyKey> key) {
        this.key = key;
        this.desk = desk;
        this.from = Desk.key(tenant, source.threadId());
        this.source = source;
    }

    CompletionStage<AgentThread> to(Optional<String> checkpointId) {
        ThreadState wanted =
                checkpointId.map(id -> Opening.at(desk.kernel(), from, source, id)).orElse(source);
        long last = PlaceId.parse(wanted.position().id()).map(PlaceId::sequence).orElse(0L);
        return desk.ask(
                from.tenant(),
                Threads.fresh(from.tenant(), "copy", key),
                thread -> made(thread).orElseGet(() -> copy(thread, wanted, last)));
    }

    /** What the first request with this key has made. */
    private Optional<CompletionStage<AgentThread>> made(Conversation target) {
        if (!target.exists()) {
            return Optional.empty();
        }
        key.ifPresent(target.state().keys()::made);
        AgentThread view = Threads.view(target.state());
        return Optional.of(target.durably(() -> view));
    }

    private CompletionStage<AgentThread> copy(Conversation target, ThreadState wanted, long last) {
        List<Fact> facts = read(last);
        target.record(
                List.of(new Fact.Created(target.now(), Map.of(), false, Optional.empty())), false);
        facts.forEach(fact -> target.copy(renamed(fact, target.key().id())));
        Map<String, Object> metadata = new LinkedHashMap<>(source.profile().metadata());
        metadata.put("thread_id", target.key().id());
        target.record(List.of(new Fact.Copied(target.now(), metadata, key)), false);
        ThreadState standing = target.state().movedTo(wanted.in(target.key().id()));
        if (!standing.equals(target.state())) { // also what a person is asked
            target.record(List.of(new Fact.Snapshot(standing)), false);
        }
        AgentThread view = Threads.view(target.state());
        return target.durably(() -> view);
    }

    /**
     * What to copy before the state. The history of a thread whose beginning was given up, or that
     * does not fit into one group, stays behind: a copy is all or nothing, and stores bound their
     * groups.
     */
    private List<Fact> read(long last) {
        ThreadReader reader = desk.kernel().reader();
        if (last > MOST_RECORDS || reader.floor(from) > 1) {
            return List.of();
        }
        List<Fact> facts = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        long next = 2; // the first record of every thread is its creation
        while (next <= last) {
            int limit = (int) Math.min(PAGE, last - next + 1);
            List<JournalRecord> page = reader.records(from, next, limit);
            if (page.isEmpty()) {
                break;
            }
            for (JournalRecord record : page) {
                bytes.addAndGet(record.body().length);
                facts.add(reader.fact(from, record, (id, text) -> bytes.addAndGet(text.length)));
            }
            if (bytes.get() > MOST_BYTES) {
                return List.of();
            }
            next = page.get(page.size() - 1).sequence() + 1;
        }
        return facts;
    }

    private static Fact renamed(Fact fact, String threadId) {
        return fact instanceof Fact.Snapshot snapshot
                ? new Fact.Snapshot(snapshot.state().in(threadId))
                : fact;
    }
}
