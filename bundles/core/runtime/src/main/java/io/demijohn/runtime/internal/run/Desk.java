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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int REMEMBERED_RUNS = 2_000;

    private final Kernel kernel;
    private final ThreadIndex index = new ThreadIndex();
    private final LiveRuns runs = new LiveRuns(REMEMBERED_RUNS);
    private final Map<JournalKey, Conversation> threads = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<JournalKey, Setback> setbacks = new ConcurrentHashMap<>();
    private final OpenQuestions questions;
    private final AtomicInteger admitting = new AtomicInteger();
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
    }

    Kernel kernel() {
        return kernel;
    }

    ThreadIndex index() {
        return index;
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

    boolean stopped() {
        return stopped;
    }

    /**
     * How many runs are open.
     *
     * @return pending and running ones
     */
    public int openRuns() {
        return runs.size();
    }

    /**
     * Whether an agent is at work.
     *
     * @param tenant whose agent
     * @param agent its name
     * @return true while it has open runs
     */
    public boolean hasOpenRuns(String tenant, String agent) {
        return runs.all().stream()
                .anyMatch(
                        run ->
                                run.order().agent().equals(agent)
                                        && run.thread().key().tenant().equals(tenant));
    }

    /**
     * How many threads there are.
     *
     * @return of all tenants
     */
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
     * Reads all heads, and goes on with every run that is open: not a special case, just a claim.
     */
    public void open() {
        List<JournalKey> unfinished = new ArrayList<>();
        Optional<JournalKey> from = Optional.empty();
        List<Head> page;
        do {
            page = kernel.store().heads(from, PAGE);
            for (Head head : page) {
                if (from.isEmpty() || !head.key().equals(from.get())) {
                    meet(head, unfinished);
                }
            }
            from = page.isEmpty() ? from : Optional.of(page.get(page.size() - 1).key());
        } while (page.size() == PAGE);
        // Waited for, so that nobody asks for an open run before it is known here.
        CompletableFuture.allOf(
                        unfinished.stream().map(this::recover).toArray(CompletableFuture<?>[]::new))
                .join();
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

    private void meet(Head head, List<JournalKey> unfinished) {
        JournalKey key = head.key();
        switch (key.kind()) {
            case AgentBook.KIND -> kernel.agents().load(key);
            case AssistantBook.KIND -> kernel.assistants().load(key);
            case ThreadReader.KIND -> {
                ThreadHead summary = ThreadHead.read(head.body());
                index.put(key.tenant(), key.id(), summary);
                questions.note(key, summary.asks(), summary.profile().updatedAt());
                if (!summary.open().isEmpty() || summary.profile().temporary()) {
                    unfinished.add(key);
                }
            }
            default -> LOG.debug("journal {} is not the runtime's", key);
        }
    }

    private CompletableFuture<?> recover(JournalKey key) {
        return ask(
                        key,
                        thread -> {
                            thread.recover(Optional.ofNullable(setbacks.get(key)));
                            if (thread.live().isEmpty()) {
                                setbacks.remove(key);
                                dropLater(thread);
                            }
                            return CompletableFuture.completedFuture(key);
                        })
                .exceptionally(
                        error -> {
                            LOG.error("thread {}: its runs do not go on yet", key.id(), error);
                            again(key, kind(error));
                            return key;
                        })
                .toCompletableFuture();
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
            kernel.timers().after(setback.pause(), () -> recover(key));
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

    private void evict() {
        int surplus = threads.size() - runs.size() - kernel.bounds().idleThreads();
        if (surplus > EVICT_AT_ONCE) {
            List<JournalKey> idle =
                    threads.entrySet().stream()
                            .filter(entry -> entry.getValue().unused())
                            .limit(surplus)
                            .map(Map.Entry::getKey)
                            .toList();
            idle.forEach(threads::remove);
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
        thread.tell(thread::startNext);
        synchronized (threads) {
            evict();
        }
        dropLater(thread);
    }

    /** A temporary thread goes some time after its last run. In its mailbox. */
    private void dropLater(Conversation thread) {
        if (thread.state().profile().temporary()) {
            JournalKey key = thread.key();
            kernel.timers().after(kernel.bounds().temporaryRetention(), () -> drop(key));
        }
    }

    private void drop(JournalKey key) {
        if (stopped || !index.contains(key.tenant(), key.id())) {
            return;
        }
        ask(key, this::drop)
                .exceptionally(
                        error -> {
                            LOG.warn("thread {} stays until the next start", key.id(), error);
                            return null;
                        });
    }

    /** One with an open run stays: the end of that run calls again. */
    private CompletionStage<Void> drop(Conversation thread) {
        boolean idle = thread.live().isEmpty() && thread.state().open().isEmpty();
        return thread.exists() && thread.state().profile().temporary() && idle
                ? thread.delete()
                : CompletableFuture.completedFuture(null);
    }

    void threadDeleted(Conversation thread) {
        index.remove(thread.key().tenant(), thread.key().id());
        questions.note(thread.key(), false, 0);
        setbacks.remove(thread.key());
        runs.forgottenThread(thread.key().tenant(), thread.key().id());
    }

    /** Forgets a thread that is not there any more, unless somebody has asked it something. */
    void release(Conversation thread) {
        synchronized (threads) {
            if (thread.unused()) {
                threads.remove(thread.key(), thread);
            }
        }
    }

    /** A thread could not be written. */
    void broken(Conversation thread, CheckpointException error) {
        if (ofTheStore(error)) {
            trouble = error;
        }
        thread.live().keySet().forEach(id -> runs.forgotten(thread.key().tenant(), id));
        LOG.warn("thread {} could not be written: {}", thread.key().id(), error.getMessage());
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

    /** Takes a place for a run; it is held here until the run is durable or refused. */
    void reserve() {
        int most = kernel.bounds().concurrentRuns();
        if (admitting.incrementAndGet() + runs.size() > most) {
            admitting.decrementAndGet();
            throw Failures.overloaded("the runtime has " + most + " open runs (concurrent.runs)");
        }
    }

    void admitted() {
        admitting.decrementAndGet();
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
