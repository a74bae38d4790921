package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.Head;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.definition.AgentBook;
import io.demijohn.runtime.internal.definition.AssistantBook;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.ThreadHead;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.queue.Orchestrator;
import io.demijohn.runtime.internal.queue.Ticket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All threads that are in memory, and the index of those that are not. */
public final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final long ATTEMPTS_PER_LIFE = 1_000;
    private static final long LIVES_PER_EPOCH = 1_000_000;
    private static final int PAGE = 5_000;
    private static final int EVICT_AT_ONCE = 64;
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int REMEMBERED_RUNS = 2_000;

    private final Kernel kernel;
    private final ThreadIndex index = new ThreadIndex();
    private final LiveRuns runs = new LiveRuns(REMEMBERED_RUNS);
    private final Map<JournalKey, Conversation> threads = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<JournalKey, Setback> setbacks = new ConcurrentHashMap<>();
    private final OpenQuestions questions;
    private final Complaints complaints;
    private final Orchestrator orchestrator;
    private final ParkingLot parking;
    private final Notices notices = new Notices(this);
    private final TemporaryThreads temporary = new TemporaryThreads(this);
    private int evictFrom;
    private final AtomicLong lives = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable CheckpointException trouble;

    /**
     * An empty desk.
     *
     * @param kernel what the work needs
     */
    public Desk(Kernel kernel) {
        this.kernel = kernel;
        this.questions = new OpenQuestions(kernel.meters());
        this.complaints = new Complaints(LOG, kernel.clock());
        this.orchestrator =
                new Orchestrator(
                        kernel.bounds().queue(), kernel.clock(), kernel.log(), this::granted);
        this.parking = new ParkingLot(kernel.timers(), kernel.meters());
        kernel.toolbox().onChange(parking::look);
    }

    Kernel kernel() {
        return kernel;
    }

    ThreadIndex index() {
        return index;
    }

    ParkingLot parking() {
        return parking;
    }

    /**
     * Who is told of runs' ends.
     *
     * @return what is owed
     */
    public Notices notices() {
        return notices;
    }

    TemporaryThreads temporary() {
        return temporary;
    }

    /**
     * How many runs wait for a bundle.
     *
     * @return of all tenants
     */
    public int waitingForBundle() {
        return parking.size();
    }

    /** A tool or a migrator has come: runs that wait for one look again. */
    public void bundleCame() {
        parking.look();
    }

    OpenQuestions questions() {
        return questions;
    }

    /**
     * How many threads wait for a person to say what became of a call.
     *
     * @return of all tenants
     */
    public int inQuestion() {
        return questions.size();
    }

    LiveRuns runs() {
        return runs;
    }

    /**
     * Who may start when.
     *
     * @return all open runs have a place there
     */
    public Orchestrator orchestrator() {
        return orchestrator;
    }

    Optional<Setback> setback(JournalKey key) {
        return Optional.ofNullable(setbacks.get(key));
    }

    boolean stopped() {
        return stopped;
    }

    /** How many runs are open, pending and running ones. */
    public int openRuns() {
        return orchestrator.open();
    }

    /**
     * Whether an agent is at work.
     *
     * @param tenant whose agent
     * @param agent its name
     * @return true while it has open runs
     */
    public boolean hasOpenRuns(String tenant, String agent) {
        return orchestrator.all().stream()
                .anyMatch(run -> run.agent().equals(agent) && run.tenant().equals(tenant));
    }

    /** How many threads there are, of all tenants. */
    public long knownThreads() {
        return index.size();
    }

    /**
     * What the store last refused, until it takes a record again.
     *
     * @return empty when all is well
     */
    public Optional<CheckpointException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Where a run's attempts begin. A run that goes on, here or in the next process, begins above
     * all that it has said: what readers have heard must not come again under the same id.
     */
    long firstAttempt(boolean recovered) {
        long life = recovered ? Math.min(lives.incrementAndGet(), LIVES_PER_EPOCH - 1) : 0;
        return (kernel.store().epoch() * LIVES_PER_EPOCH + life) * ATTEMPTS_PER_LIFE;
    }

    /**
     * Reads all heads. Runs that are open get a place in the queue, and go on from there when it is
     * their turn, as any other: not a special case, just a claim.
     */
    public void open() {
        Reopening reopening = new Reopening(this);
        Optional<JournalKey> from = Optional.empty();
        List<Head> page;
        do {
            page = kernel.store().heads(from, PAGE);
            for (Head head : page) {
                if (from.isEmpty() || !head.key().equals(from.get())) {
                    meet(head, reopening);
                }
            }
            from = page.isEmpty() ? from : Optional.of(page.get(page.size() - 1).key());
        } while (page.size() == PAGE);
        reopening.finish();
    }

    /** Begins to give up old history, now and then. */
    public void tidy() {
        new Retention(this).begin();
    }

    /**
     * Gives up the old history of threads that are not in use, now.
     *
     * @return completes when all threads were looked at
     */
    public CompletionStage<Void> forgetHistory() {
        return new Retention(this).sweep();
    }

    private void meet(Head head, Reopening reopening) {
        JournalKey key = head.key();
        switch (key.kind()) {
            case AgentBook.KIND -> kernel.agents().load(key);
            case AssistantBook.KIND -> kernel.assistants().load(key);
            case ThreadReader.KIND -> {
                ThreadHead summary = ThreadHead.read(head.body());
                index.put(key.tenant(), key.id(), summary);
                questions.note(key, summary.asks(), summary.profile().updatedAt());
                reopening.thread(key, summary);
            }
            default -> LOG.debug("journal {} is not the runtime's", key);
        }
    }

    /** A run that waited has a slot. */
    private void granted(Ticket ticket) {
        JournalKey key = key(ticket.tenant(), ticket.threadId());
        goOn(key)
                .whenComplete(
                        (thread, error) -> {
                            if (error != null && !stopped) {
                                LOG.error("thread {}: its run does not go on", key.id(), error);
                                orchestrator.hold(ticket, false);
                                again(key, kind(error));
                            } else {
                                orchestrator.claimed(ticket);
                            }
                        });
    }

    private CompletionStage<JournalKey> goOn(JournalKey key) {
        return ask(
                key,
                thread -> {
                    thread.lineup().startNext();
                    return CompletableFuture.completedFuture(key);
                });
    }

    /** A run waits for its time. */
    void later(Ticket ticket, Duration left) {
        JournalKey key = key(ticket.tenant(), ticket.threadId());
        orchestrator.hold(ticket, true);
        ticket.alarm(kernel.timers().after(left, () -> retry(key)));
    }

    /** Goes on with a thread's runs, as soon as the store lets it. */
    private void retry(JournalKey key) {
        if (stopped) {
            return;
        }
        ask(
                        key,
                        thread -> {
                            thread.lineup().startNext();
                            if (thread.live().isEmpty()) {
                                setbacks.remove(key);
                                temporary.dropLater(thread);
                            }
                            return CompletableFuture.completedFuture(key);
                        })
                .exceptionally(
                        error -> {
                            LOG.error("thread {}: its runs do not go on yet", key.id(), error);
                            again(key, kind(error));
                            return key;
                        });
    }

    private static CheckpointException.Kind kind(Throwable error) {
        return error.getCause() instanceof CheckpointException cause
                ? cause.kind()
                : CheckpointException.Kind.UNAVAILABLE;
    }

    /**
     * Goes on with a thread's runs; later each time, so that one thread that cannot go on does not
     * keep the node busy.
     */
    void again(JournalKey key, CheckpointException.Kind kind) {
        if (kind != CheckpointException.Kind.FENCED && !stopped) {
            Setback setback =
                    setbacks.merge(key, new Setback(kind, 1), (old, first) -> old.then(kind));
            kernel.timers().after(setback.pause(), () -> retry(key));
        }
    }

    private Conversation thread(JournalKey key) {
        Conversation thread = threads.get(key);
        if (thread == null) {
            evict();
            thread = new Conversation(kernel, this, key);
            threads.put(key, thread);
        }
        return thread;
    }

    /**
     * What is not at work makes room for others: idle threads, and those whose runs wait in the
     * queue with nobody listening, the one that was asked least lately first.
     */
    private void evict() {
        int surplus = threads.size() - orchestrator.active() - kernel.bounds().idleThreads();
        if (surplus > EVICT_AT_ONCE && threads.size() >= evictFrom) {
            List<Conversation> idle =
                    threads.values().stream().filter(Conversation::unused).limit(surplus).toList();
            idle.forEach(this::evict);
            // Most are held by those who listen: looking again at each new thread would be dear.
            boolean inVain = idle.size() < surplus / 2;
            evictFrom = inVain ? threads.size() + threads.size() / 8 : 0;
        }
    }

    /** A thread whose run waits leaves memory, if nobody listens and there are many. */
    void restLater(JournalKey key) {
        kernel.timers().after(REST, () -> rest(key));
    }

    private void rest(JournalKey key) {
        synchronized (threads) {
            Conversation thread = threads.get(key);
            boolean many = threads.size() > orchestrator.active() + kernel.bounds().idleThreads();
            if (thread != null && many && thread.unused()) {
                evict(thread);
            }
        }
    }

    /**
     * Who listens registers first and then asks whether the run is still there; here it goes first,
     * and then who listens is looked for: one of both sees the other.
     */
    private void evict(Conversation thread) {
        String tenant = thread.key().tenant();
        List<LiveRun> waiting = List.copyOf(thread.live().values());
        waiting.forEach(run -> runs.unloaded(tenant, run.order().id()));
        if (thread.unused()) {
            threads.remove(thread.key());
            waiting.forEach(run -> orchestrator.heap().release(run.ticket()));
        } else {
            waiting.forEach(run -> runs.opened(tenant, run));
        }
    }

    /** Work on a thread, in its mailbox. */
    <T> CompletionStage<T> ask(
            String tenant, String id, Function<Conversation, CompletionStage<T>> work) {
        return ask(key(tenant, id), work);
    }

    /**
     * A thread is brought into memory only here: once it is asked it is not evicted, so there are
     * never two writers of one journal.
     */
    private <T> CompletionStage<T> ask(
            JournalKey key, Function<Conversation, CompletionStage<T>> work) {
        synchronized (threads) {
            Conversation thread = thread(key);
            return thread.ask(() -> work.apply(thread));
        }
    }

    static JournalKey key(String tenant, String id) {
        if (PlaceId.uuid(id).isEmpty()) {
            throw Failures.invalid("thread_id must be a lower-case UUID");
        }
        return new JournalKey(tenant, ThreadReader.KIND, id);
    }

    /** The present state, durable, read in the caller's thread. */
    Optional<ThreadState> state(String tenant, String id) {
        if (!index.contains(tenant, id)) {
            return Optional.empty();
        }
        JournalKey key = key(tenant, id);
        Conversation thread;
        synchronized (threads) {
            thread = threads.get(key);
        }
        Optional<ThreadState> live = thread == null ? Optional.empty() : thread.durable();
        return live.isPresent() ? live : load(key);
    }

    private Optional<ThreadState> load(JournalKey key) {
        try {
            return kernel.reader().load(key).map(ThreadReader.Found::state);
        } catch (CheckpointException e) {
            throw Failures.of(e);
        }
    }

    /** What follows the end of a run, in the thread's mailbox. */
    void runEnded(Conversation thread) {
        setbacks.remove(thread.key());
        thread.tell(thread.lineup()::startNext);
        synchronized (threads) {
            evict();
        }
        temporary.dropLater(thread);
    }

    void threadDeleted(Conversation thread) {
        index.remove(thread.key().tenant(), thread.key().id());
        questions.note(thread.key(), false, 0);
        notices.forget(thread.key());
        setbacks.remove(thread.key());
        runs.forgottenThread(thread.key().tenant(), thread.key().id());
    }

    /** A thread could not be written. */
    void broken(Conversation thread, CheckpointException error) {
        if (ofTheStore(error)) {
            trouble = error;
        }
        thread.live().keySet().forEach(id -> runs.forgotten(thread.key().tenant(), id));
        complaints.warn(
                "thread " + thread.key().id() + " could not be written",
                String.valueOf(error.getMessage()));
    }

    /** A record that breaks a bound, or one journal that is damaged, is no fault of the store. */
    private static boolean ofTheStore(CheckpointException error) {
        return switch (error.kind()) {
            case UNAVAILABLE, OVERLOADED, FENCED -> true;
            case CONFLICT, CORRUPT, INVALID -> false;
        };
    }

    /** A group is durable: the store is well, unless it belongs to somebody else. */
    void stored() {
        CheckpointException last = trouble;
        if (last != null && last.kind() != CheckpointException.Kind.FENCED) {
            trouble = null;
        }
    }

    /**
     * Stops: what is under way is cut off without a last record, and goes on after the next start.
     */
    public void close() {
        stopped = true;
        List<Conversation> all;
        synchronized (threads) {
            all = List.copyOf(threads.values());
        }
        all.forEach(Conversation::halt);
    }

    /** Refuses work while stopping or fenced. */
    void requireOpen() {
        if (stopped) {
            throw Failures.stopping();
        }
        CheckpointException last = trouble;
        if (last != null && last.kind() == CheckpointException.Kind.FENCED) {
            throw new AgentException(
                    AgentException.Kind.UNAVAILABLE,
                    "another process owns the store: restart this one",
                    last,
                    Optional.empty());
        }
    }
}
