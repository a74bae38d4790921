package io.demijohn.runtime.internal.run;

import io.demijohn.agent.EventId;
import io.demijohn.agent.Run;
import io.demijohn.agent.Run.RunError;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.runtime.internal.exec.Mailbox;
import io.demijohn.runtime.internal.journal.Checkpoints;
import io.demijohn.runtime.internal.journal.EventMaker;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Fold;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.Parked;
import io.demijohn.runtime.internal.journal.Progress;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.Stats;
import io.demijohn.runtime.internal.journal.ThreadHead;
import io.demijohn.runtime.internal.journal.ThreadJournal;
import io.demijohn.runtime.internal.journal.ThreadReader;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.queue.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread in memory: the only writer of its journal. Everything happens in its mailbox, one task
 * at a time; after each task what it recorded is written. {@code current} runs ahead of the disk,
 * {@code durable} is what others may see.
 */
final class Conversation implements ThreadJournal.Owner {

    static final String DEFECT = "a defect in the platform; its log has the details";

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Kernel kernel;
    private final Desk desk;
    private final JournalKey key;
    private final Mailbox mailbox;
    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final Promises promises = new Promises();
    private final Lineup lineup;
    private @Nullable ThreadJournal journal;
    private ThreadState current;
    private volatile @Nullable ThreadState durable;
    private volatile @Nullable Turn turn;
    private final List<Runnable> afterDeletion = new ArrayList<>();
    private boolean deleting;

    Conversation(Kernel kernel, Desk desk, JournalKey key) {
        this.kernel = kernel;
        this.desk = desk;
        this.key = key;
        this.mailbox = new Mailbox(kernel.workers().of(key.tenant()));
        this.current = ThreadState.blank(key.id());
        this.lineup = new Lineup(this);
    }

    Kernel kernel() {
        return kernel;
    }

    Desk desk() {
        return desk;
    }

    JournalKey key() {
        return key;
    }

    /** The state that others may see; empty when nothing is written or nothing was read yet. */
    Optional<ThreadState> durable() {
        return Optional.ofNullable(durable);
    }

    /** The state with all that was recorded, durable or not. Only in the mailbox. */
    ThreadState state() {
        return current;
    }

    Lineup lineup() {
        return lineup;
    }

    Optional<Turn> turn() {
        return Optional.ofNullable(turn);
    }

    Map<String, LiveRun> live() {
        return live;
    }

    /** Whether the thread is written, or is about to be. Only in the mailbox. */
    boolean exists() {
        return journal().next() > 1;
    }

    /** Does work in the mailbox, then writes what it recorded. */
    void tell(Runnable work) {
        mailbox.execute(
                () -> {
                    if (desk.stopped()) {
                        return;
                    }
                    guarded(work);
                });
    }

    private void guarded(Runnable work) {
        attempt(
                () -> {
                    journal();
                    work.run();
                });
        if (journal != null) {
            journal.flush();
        }
    }

    /** An Error, too: a plug-in's class may be gone. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("thread {}: a step broke; its run fails", key.id(), e);
            Turn active = turn;
            if (active != null && journal != null) {
                active.fail("InternalError", DEFECT);
            }
        }
    }

    /** Does work in the mailbox that answers later; a refusal fails the answer. */
    <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> answer = promises.add();
        mailbox.execute(() -> answer(answer, work));
        return answer;
    }

    private <T> void answer(CompletableFuture<T> answer, Supplier<CompletionStage<T>> work) {
        if (desk.stopped()) {
            answer.completeExceptionally(Failures.stopping());
            return;
        }
        if (deleting) {
            afterDeletion.add(() -> answer(answer, work));
            return;
        }
        try {
            journal();
            work.get().whenComplete((value, error) -> settle(answer, value, error));
        } catch (CheckpointException e) {
            answer.completeExceptionally(Failures.of(e));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
        if (journal != null) {
            journal.flush();
        }
    }

    private static <T> void settle(
            CompletableFuture<T> answer, T value, @Nullable Throwable error) {
        if (error == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(error);
        }
    }

    /** Whether nothing is lost with it: its runs, if any, wait, and nobody listens. */
    boolean unused() {
        return promises.isEmpty()
                && turn == null // a parked one has no slot, but a place in a list
                && live.values().stream().allMatch(LiveRun::restsUnseen)
                && mailbox.idle();
    }

    private ThreadJournal journal() {
        ThreadJournal present = journal;
        return present == null ? load() : present;
    }

    private ThreadJournal load() {
        Optional<ThreadReader.Found> found = kernel.reader().load(key);
        ThreadJournal fresh =
                new ThreadJournal(
                        kernel.store(),
                        key,
                        mailbox,
                        kernel.timers(),
                        this,
                        found,
                        kernel.bounds().history());
        journal = fresh;
        if (found.isPresent()) {
            current = found.get().state();
            durable = current;
            current.open().forEach(this::adopt);
            // The record of an end may be there although the store said that it is not.
            current.owed().forEach(notice -> desk.notices().owe(key, notice));
        }
        return fresh;
    }

    /** A run that is stored: as one of another life, and as new for its readers if it is. */
    private void adopt(OpenRun stored) {
        RunOrder order = stored.order();
        boolean begun = current.progress().filter(p -> p.runId().equals(order.id())).isPresent();
        long first = desk.firstAttempt(begun);
        LiveRun run = open(order, true, first, begun ? Optional.of(mark(first)) : Optional.empty());
        current.progress()
                .filter(progress -> begun)
                .ifPresent(progress -> run.running(Instant.ofEpochMilli(progress.startedAt())));
        stored.parked().ifPresent(run::waits);
        desk.runs().opened(key.tenant(), run);
    }

    private EventId mark(long firstAttempt) {
        return new EventId(
                current.progress().map(Progress::eventStep).orElse(0L), firstAttempt - 1, 0);
    }

    private LiveRun open(RunOrder order, boolean known, long first, Optional<EventId> restart) {
        Ticket ticket =
                desk.orchestrator().stored(key.tenant(), order.id(), key.id(), order.agent());
        desk.orchestrator().heap().loaded(ticket);
        EventLog log = new EventLog(kernel.bounds().liveEvents(), restart);
        LiveRun run = new LiveRun(order, log, this, ticket, known, first);
        live.put(order.id(), run);
        return run;
    }

    void giveUp(LiveRun run) {
        RunError error = new RunError("StoreRefused", "what the run did cannot be stored");
        record(
                new Fact.Ended(
                        now(),
                        run.order().id(),
                        run.firstAttempt(),
                        RunStatus.ERROR,
                        Optional.of(error)));
    }

    long nextSequence() {
        return journal().next();
    }

    /** A turn for a run that has a slot. */
    Turn turn(LiveRun run) {
        Turn fresh = new Turn(this, run);
        turn = fresh;
        return fresh;
    }

    /**
     * Writes facts down; what follows from them is seen at once here and by others when durable.
     */
    void record(List<Fact> facts, boolean patient) {
        for (Fact fact : facts) {
            ThreadState before = current;
            ThreadState after = Fold.apply(before, journal().next(), fact);
            journal().add(fact, patient);
            current = after;
            taken(fact);
            List<RunEvent> events = EventMaker.unheard(before, fact, after);
            whenDurable(() -> durable(fact, after, events));
        }
        desk.notices().bound(this);
        snapshotIfDue();
    }

    void record(Fact fact) {
        record(List.of(fact), true);
    }

    /** Takes over a fact of another thread: no run of it is this thread's. */
    void copy(Fact fact) {
        ThreadState after = Fold.apply(current, journal().next(), fact);
        journal().add(fact, false);
        current = after;
    }

    private void snapshotIfDue() {
        if (journal().stats().due()) {
            journal().add(new Fact.Snapshot(current), false);
        }
    }

    private void taken(Fact fact) {
        if (fact instanceof Fact.Admitted admitted) {
            open(admitted.order(), false, desk.firstAttempt(false), Optional.empty());
        } else if (fact instanceof Fact.Ended ended) {
            stopTurn(ended.runId());
        } else if (fact instanceof Fact.Forgotten forgotten) {
            stopTurn(forgotten.runId());
        }
    }

    void stopTurn(String runId) {
        Turn active = turn;
        if (active != null && active.runId().equals(runId)) {
            active.close();
            turn = null;
        }
    }

    private void durable(Fact fact, ThreadState after, List<RunEvent> events) {
        ThreadHead head = ThreadHead.of(after, journal().stats());
        desk.questions().note(key, head.asks(), after.verdicts().since());
        durable = after;
        desk.stored();
        desk.index().put(key.tenant(), key.id(), head);
        if (fact instanceof Fact.OfRun ofRun) {
            LiveRun run = live.get(ofRun.runId());
            if (run != null) {
                durable(run, ofRun, after, events);
            }
        }
    }

    private void durable(LiveRun run, Fact.OfRun fact, ThreadState after, List<RunEvent> events) {
        if (fact instanceof Fact.Admitted) {
            desk.runs().opened(key.tenant(), run);
        } else if (fact instanceof Fact.Started) {
            run.running(Instant.ofEpochMilli(fact.time()));
        } else if (fact instanceof Fact.Parking parking) {
            run.waits(new Parked(parking.time(), parking.waitingFor()));
        } else if (fact instanceof Fact.Unparked) {
            run.running(Instant.ofEpochMilli(fact.time()));
        } else if (fact instanceof Fact.Ended ended) {
            ended(run, run.order().as(ended.status(), ended.error(), time(fact)), after, events);
            return;
        } else if (fact instanceof Fact.Forgotten) {
            rolledBack(run, fact, after);
            return;
        }
        run.log().publish(events);
    }

    @Override
    public long needed() {
        return OldestNeeded.of(current);
    }

    /**
     * Gives up what came before a time, when nothing has happened since and nobody is asked
     * anything. Only in the mailbox.
     */
    void forgetHistory(long cutoff) {
        boolean asks = current.stop().paused() || !current.owed().isEmpty();
        boolean idle = exists() && current.open().isEmpty() && turn == null && !asks;
        Stats stats = journal().stats();
        if (idle && !deleting && current.time() < cutoff && stats.fits()) {
            if (stats.records() > 0) {
                journal().add(new Fact.Snapshot(current), false);
            }
            journal().forgetBefore();
        }
    }

    private static Instant time(Fact fact) {
        return Instant.ofEpochMilli(fact.time());
    }

    /** The status is set first, then readers hear of the end: who asks at once sees it. */
    private void ended(LiveRun run, Run view, ThreadState after, List<RunEvent> events) {
        live.remove(view.id());
        desk.orchestrator().leave(run.ticket());
        if (after.gone().contains(run.order().sequence())) {
            desk.runs().forgotten(key.tenant(), view.id());
        } else {
            desk.runs().ended(key.tenant(), view);
        }
        kernel.meters().ended(view);
        after.owed().stream()
                .filter(notice -> notice.runId().equals(view.id()))
                .forEach(notice -> desk.notices().owe(key, notice));
        run.log().publish(events);
        run.done().complete(new RunOutcome(view, Checkpoints.of(after)));
        desk.runEnded(this);
    }

    private void rolledBack(LiveRun run, Fact fact, ThreadState after) {
        Run view = run.order().as(RunStatus.INTERRUPTED, Optional.empty(), time(fact));
        EventId last = run.log().last().orElse(new EventId(0, 0, 0));
        EventId id = new EventId(last.step() + 1, last.attempt(), 0);
        ended(run, view, after, List.of(new RunEvent.Ended(id, view)));
    }

    /** Calls back in the mailbox when all that was recorded so far is durable. */
    void whenDurable(Runnable action) {
        journal().whenDurable(() -> attempt(action));
    }

    /** Answers when all that was recorded so far is durable. */
    <T> CompletionStage<T> durably(Supplier<T> value) {
        CompletableFuture<T> answer = promises.add();
        whenDurable(() -> Promises.keep(answer, value));
        return answer;
    }

    /** A time that is not before the last fact's. */
    long now() {
        return Math.max(current.time(), kernel.clock().millis());
    }

    /**
     * Removes the thread; no run may be open. Who asks for something meanwhile waits: the journal
     * that is going takes no record any more.
     */
    CompletionStage<Void> delete() {
        CompletableFuture<Void> answer = promises.add();
        deleting = true;
        whenDurable(() -> journal().delete(() -> deleted(answer)));
        return answer;
    }

    @SuppressWarnings("NullAway") // a Void is always null
    private void deleted(CompletableFuture<Void> answer) {
        desk.threadDeleted(this);
        unload();
        answer.complete(null);
        List<Runnable> next = List.copyOf(afterDeletion);
        afterDeletion.clear();
        next.forEach(Runnable::run);
    }

    @Override
    public byte[] head() {
        return ThreadHead.of(current, journal().stats()).bytes();
    }

    /**
     * A refused group. When no run is open in the journal, nothing happened but a refusal; else the
     * runs stop here, unacknowledged, and go on from their last record when the thread is read
     * again.
     */
    @Override
    public void broken(CheckpointException error) {
        boolean goesOn = unfinished(error);
        desk.broken(this, error);
        Turn active = turn;
        turn = null;
        if (active != null) {
            active.close();
        }
        RuntimeException reason = Failures.of(error);
        promises.refuse(reason);
        live.values().forEach(run -> run.fail(reason));
        List<LiveRun> left = List.copyOf(live.values());
        live.clear();
        left.forEach(run -> desk.orchestrator().leave(run.ticket()));
        afterDeletion.clear();
        unload();
        if (goesOn) {
            desk.again(key, error.kind());
        }
    }

    /** Only what is durable counts: the record that was refused may be the one that ends a run. */
    private boolean unfinished(CheckpointException error) {
        ThreadState written = durable;
        boolean open = written != null && !written.open().isEmpty();
        boolean mayBeWritten = error.kind() == CheckpointException.Kind.UNAVAILABLE;
        return open || (mayBeWritten && !live.isEmpty());
    }

    private void unload() {
        deleting = false;
        journal = null;
        durable = null;
        current = ThreadState.blank(key.id());
    }

    /**
     * The process is going to stop: calls under way are cancelled, nothing is written. Who listens
     * hears of it at once, and once more behind what may just be opening a run.
     */
    void halt() {
        Runnable tell = () -> live.values().forEach(run -> run.fail(Failures.stopping()));
        mailbox.execute(() -> turn().ifPresent(Turn::close));
        mailbox.execute(tell);
        tell.run();
    }
}
