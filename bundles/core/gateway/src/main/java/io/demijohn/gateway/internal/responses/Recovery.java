package io.demijohn.gateway.internal.responses;

import io.demijohn.call.CancellationSource;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.CheckpointStore;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.checkpoint.RecordType;
import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.model.Asker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through all stored responses, at the start and now and then. What a crash has cut off goes
 * on when nothing of its answer was told yet and nobody has to wait for it; else it ends as failed.
 * What is old goes.
 */
final class Recovery implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long KEPT_SECONDS = Duration.ofDays(30).toSeconds();
    private static final int PAGE = 500;

    /** The smallest text that a key's part can be. */
    private static final String FIRST = "-";

    private final Desk desk;
    private final CheckpointStore store;

    Recovery(Desk desk, CheckpointStore store) {
        this.desk = desk;
        this.store = store;
    }

    @Override
    public void run() {
        try {
            Optional<JournalKey> from = Optional.empty();
            List<Head> page = store.heads(from, PAGE);
            while (!page.isEmpty()) {
                from = through(page);
                page = store.heads(from, PAGE);
            }
        } catch (CheckpointException e) {
            LOG.warn("Stored responses were not looked through: {}", e.getMessage());
        }
    }

    /** Looks at one page, and says where to go on: not through what is no response. */
    private Optional<JournalKey> through(List<Head> page) {
        for (Head head : page) {
            JournalKey key = head.key();
            int kind = key.kind().compareTo(Stored.KIND);
            if (kind < 0) {
                return Optional.of(new JournalKey(key.tenant(), Stored.KIND, FIRST));
            }
            if (kind > 0 && key.tenant().length() < 128) {
                return Optional.of(new JournalKey(key.tenant() + FIRST, FIRST, FIRST));
            }
            if (kind == 0 && !desk.isLive(key)) {
                look(head);
            }
        }
        JournalKey last = page.get(page.size() - 1).key();
        return Optional.of(new JournalKey(last.tenant(), last.kind(), last.id() + FIRST));
    }

    private void look(Head head) {
        try {
            Map<?, ?> known = Journal.json(head.body());
            boolean open = "in_progress".equals(known.get(Records.STATUS));
            boolean owed = Boolean.TRUE.equals(known.get("owed"));
            long age = desk.seconds() - Records.number(known, "created");
            if (open || owed) {
                Stored.read(store, head.key()).ifPresent(open ? this::goOn : this::settle);
            } else if (age > KEPT_SECONDS) {
                new Journal(store, head.key(), head.sequence()).delete();
            }
        } catch (CheckpointException | FieldProblem e) {
            LOG.warn("The response {} cannot be read: {}", head.key().id(), e.getMessage());
        }
    }

    private void goOn(Stored stored) {
        LOG.info("The response {} was cut off", stored.key().id());
        if (stored.shape().order().background() && !stored.told().hasPieces()) {
            new Repetition(desk, stored).begin();
            return;
        }
        fail(stored, "The platform was restarted before the answer was complete");
    }

    private void fail(Stored stored, String why) {
        End end = End.failed("server_error", why, desk.seconds());
        Journal journal = new Journal(store, stored.key(), stored.sequence());
        journal.add(RecordType.TERMINAL, Records.end(end, List.of()));
        journal.flush(Stored.head(end.status(), stored.shape().created(), false))
                .whenComplete((n, e) -> told(e));
    }

    private void settle(Stored stored) {
        Journal journal = new Journal(store, stored.key(), stored.sequence());
        String status = stored.told().end().map(End::status).orElse("");
        new Settlement(new Library(store), stored.key(), stored.shape())
                .with(stored.told().output())
                .thenAccept(
                        settled -> {
                            if (settled) {
                                Stored.settled(
                                        journal,
                                        Stored.head(status, stored.shape().created(), false));
                            }
                        });
    }

    private static void told(@Nullable Throwable failure) {
        if (failure != null) {
            Journal.refusal(failure);
        }
    }

    static Asker asker(Stored stored, CancellationSource by) {
        Principal principal =
                new Principal(
                        stored.owner(),
                        stored.key().tenant(),
                        Principal.Role.USER,
                        Optional.empty());
        return new Asker(principal, stored.key().id(), Optional.empty(), by);
    }
}
