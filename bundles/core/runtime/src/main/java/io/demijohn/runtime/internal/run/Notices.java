package io.demijohn.runtime.internal.run;

import io.demijohn.agent.NoticeState;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.WebhookSender;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.exec.Bulkhead;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Owed;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices of runs' ends that nobody has taken yet. What is owed stands in the threads' journals;
 * here is only who is being tried. A notice is settled by a record, so after a crash it is sent
 * again, under the same id.
 */
public final class Notices {

    /** One notice. */
    record Key(JournalKey thread, String runId) {}

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final int PER_TENANT = 8;
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** Of one thread; who owes more has nobody who listens. */
    private static final int MOST_OWED = 1_000;

    private final Desk desk;
    private final Map<Key, NoticeTry> owed = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> hosts = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> tenants = new ConcurrentHashMap<>();
    private final List<WebhookSender> senders = new CopyOnWriteArrayList<>();

    Notices(Desk desk) {
        this.desk = desk;
    }

    Desk desk() {
        return desk;
    }

    /**
     * Somebody sends from now on.
     *
     * @param sender the service
     */
    public void add(WebhookSender sender) {
        senders.add(sender);
    }

    /**
     * Somebody does not send any more.
     *
     * @param sender the service
     */
    public void remove(WebhookSender sender) {
        senders.remove(sender);
    }

    Optional<WebhookSender> sender() {
        return senders.stream().findFirst();
    }

    /** A run has ended, now or in another life. */
    void owe(JournalKey thread, Owed notice) {
        Key key = new Key(thread, notice.runId());
        NoticeTry fresh = new NoticeTry(this, key, notice);
        if (owed.putIfAbsent(key, fresh) == null) {
            desk.kernel().meters().owed(1);
            fresh.begin();
        }
    }

    /** A thread of another life owes notices. */
    void owing(JournalKey thread, Duration later) {
        desk.kernel().timers().after(later, () -> owing(thread));
    }

    private void owing(JournalKey key) {
        desk.ask(
                        key.tenant(),
                        key.id(),
                        thread -> {
                            thread.state().owed().forEach(notice -> owe(key, notice));
                            return CompletableFuture.completedFuture(key);
                        })
                .exceptionally(
                        error -> {
                            LOG.warn("thread {}: its notices wait", key.id(), error);
                            owing(key, Duration.ofMinutes(1));
                            return key;
                        });
    }

    /** Gives up the oldest notices of a thread that owes too many. Only in its mailbox. */
    void bound(Conversation thread) {
        List<Owed> all = thread.state().owed();
        if (all.size() <= MOST_OWED) {
            return;
        }
        Key key = new Key(thread.key(), all.get(0).runId());
        NoticeTry trying = owed.get(key);
        int attempts = trying == null ? 0 : trying.view().attempts();
        String reason = "the thread owes more than " + MOST_OWED + " notices, this is the oldest";
        givenUp(key, reason);
        thread.record(
                new Fact.Noticed(thread.now(), key.runId(), false, attempts, Optional.of(reason)));
        thread.whenDurable(() -> drop(key));
    }

    private void givenUp(Key key, String reason) {
        desk.kernel().meters().noticed("given_up");
        LOG.warn("run {}: its webhook is given up: {}", key.runId(), reason);
    }

    /** The thread is gone, and nobody is told any more. */
    void forget(JournalKey thread) {
        owed.keySet().stream().filter(key -> key.thread().equals(thread)).forEach(this::drop);
    }

    private void drop(Key key) {
        NoticeTry gone = owed.remove(key);
        if (gone != null) {
            gone.stop();
            desk.kernel().meters().owed(-1);
        }
    }

    Optional<NoticeState> state(JournalKey thread, String runId) {
        return Optional.ofNullable(owed.get(new Key(thread, runId))).map(NoticeTry::view);
    }

    /** A tenant's ways to all hosts; names that nobody answers for hold up no other tenant. */
    Bulkhead tenant(String tenant) {
        return tenants.computeIfAbsent(tenant, any -> new Bulkhead(PER_TENANT, Integer.MAX_VALUE));
    }

    /** A tenant's ways to one host; a host that hangs holds up nobody else's notices. */
    Bulkhead host(String tenant, URI url) {
        String name = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT) + ":" + url.getPort();
        return hosts.computeIfAbsent(
                tenant + " " + name,
                host ->
                        new Bulkhead(
                                desk.kernel().bounds().notices().perHost(), Integer.MAX_VALUE));
    }

    /** How the run ended, and its thread's state then; may read the disk. */
    Optional<RunOutcome> outcome(Key key) {
        return desk.state(key.thread().tenant(), key.thread().id())
                .flatMap(state -> scan(key, state).outcome(key.runId()));
    }

    private RunScan scan(Key key, ThreadState state) {
        return new RunScan(desk.kernel().reader(), key.thread(), state);
    }

    /** Writes down that a notice is owed no more; until that is durable it may be sent again. */
    void settle(Key key, boolean delivered, int attempts, Optional<String> reason) {
        if (delivered) {
            desk.kernel().meters().noticed("delivered");
        } else {
            givenUp(key, reason.orElse(""));
        }
        write(key, new Settled(delivered, attempts, reason));
    }

    private record Settled(boolean delivered, int attempts, Optional<String> reason) {}

    private void write(Key key, Settled end) {
        desk.ask(key.thread().tenant(), key.thread().id(), thread -> record(thread, key, end))
                .whenComplete(
                        (done, error) -> {
                            if (error == null) {
                                drop(key);
                            } else if (!desk.stopped()) {
                                desk.kernel().timers().after(AGAIN, () -> write(key, end));
                            }
                        });
    }

    private CompletionStage<Key> record(Conversation thread, Key key, Settled end) {
        boolean stands =
                thread.state().owed().stream()
                        .anyMatch(notice -> notice.runId().equals(key.runId()));
        if (!stands) {
            return CompletableFuture.completedFuture(key);
        }
        thread.record(
                List.of(
                        new Fact.Noticed(
                                thread.now(),
                                key.runId(),
                                end.delivered(),
                                end.attempts(),
                                end.reason())),
                true);
        return thread.durably(
                () -> {
                    desk.temporary().dropLater(thread); // one that waited for this
                    return key;
                });
    }
}
