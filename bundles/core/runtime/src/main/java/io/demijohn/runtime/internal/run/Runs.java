package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.EventId;
import io.demijohn.agent.NoticeState;
import io.demijohn.agent.Page;
import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolved;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunEvent;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.Search;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.json.Containment;
import io.demijohn.runtime.internal.json.Listing;
import io.demijohn.runtime.internal.queue.Ticket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs as callers see them. */
public class Runs implements RunService {

    private static final int SCANNED_THREADS = 50;
    private static final int MOST_RUNS = 10_000;
    private static final Set<String> OPEN = Set.of("pending", "running", "waiting_for_bundle");

    private static final EventId FIRST = new EventId(0, 0, 0);
    private static final Map<String, Function<Run, Comparable<?>>> ORDERS =
            Map.of(
                    "created_at", Run::createdAt,
                    "updated_at", Run::updatedAt,
                    "status", run -> run.status().name(),
                    "run_id", Run::id,
                    "thread_id", Run::threadId,
                    "assistant_id", Run::assistantId);

    /** Of one who is about to listen. */
    private static final class Place implements Runnable {
        @Override
        public void run() {}
    }

    private final Desk desk;

    /**
     * The runs of a desk.
     *
     * @param desk where threads are
     */
    public Runs(Desk desk) {
        this.desk = desk;
    }

    @Override
    public CompletionStage<Run> start(String tenant, RunRequest request) {
        return refused(
                () -> {
                    desk.requireOpen();
                    return new Entrance(desk, tenant, request).accept();
                });
    }

    private static <T> CompletionStage<T> refused(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (AgentException e) {
            return CompletableFuture.failedFuture(e);
        } catch (CheckpointException e) {
            return CompletableFuture.failedFuture(Failures.of(e));
        }
    }

    @Override
    public Optional<Run> find(String tenant, String runId) {
        Optional<Run> open = desk.runs().open(tenant, runId).map(LiveRun::view);
        if (open.isPresent()) {
            return open;
        }
        return desk.runs()
                .recent(tenant, runId)
                .or(
                        () ->
                                scans(tenant, runId)
                                        .flatMap(scan -> scan.find(runId).stream())
                                        .findFirst());
    }

    /** The thread's hash is in the run's id. */
    private Stream<RunScan> scans(String tenant, String runId) {
        return PlaceId.parse(runId).stream()
                .flatMap(id -> desk.index().withHash(tenant, id.thread()).stream())
                .flatMap(entry -> scan(tenant, entry.id()).stream());
    }

    private Optional<RunScan> scan(String tenant, String threadId) {
        return desk.state(tenant, threadId)
                .map(
                        state ->
                                new RunScan(
                                        desk.kernel().reader(), Desk.key(tenant, threadId), state));
    }

    private Run require(String tenant, String runId) {
        return find(tenant, runId).orElseThrow(() -> Failures.notFound("run", runId));
    }

    @Override
    public Page<Run> list(String tenant, Optional<String> threadId, Search search) {
        List<Run> matching =
                threadId
                        .map(id -> ofThread(tenant, id))
                        .orElseGet(() -> recent(tenant, search))
                        .stream()
                        .filter(run -> matches(run, search))
                        .toList();
        return Listing.page(matching, search, ORDERS, Run::id);
    }

    /**
     * Runs under way and those that ended since the start; behind them, as far as the page goes,
     * the runs of the threads that were used last. There is no index of ended runs.
     */
    private List<Run> recent(String tenant, Search search) {
        Map<String, Run> runs = new LinkedHashMap<>();
        desk.runs().known(tenant).forEach(run -> runs.put(run.id(), run));
        int wanted = Math.addExact(search.limit(), Math.min(search.offset(), MOST_RUNS));
        if (search.status().filter(status -> !status.equals("pending")).isEmpty()) {
            addWaiting(tenant, search, wanted, runs);
        }
        boolean open = search.status().map(OPEN::contains).orElse(false);
        if (!open && runs.size() < wanted) {
            desk.index().all(tenant).stream()
                    .sorted(Comparator.comparingLong(ThreadIndex.Entry::updatedAt).reversed())
                    .limit(SCANNED_THREADS)
                    .takeWhile(thread -> runs.size() < wanted)
                    .flatMap(thread -> scan(tenant, thread.id()).stream())
                    .forEach(scan -> scan.all().forEach(run -> runs.putIfAbsent(run.id(), run)));
        }
        return List.copyOf(runs.values());
    }

    /** Runs that wait and whose threads are not in memory; ids are in the order of their times. */
    private void addWaiting(String tenant, Search search, int wanted, Map<String, Run> runs) {
        Comparator<String> order =
                search.ascending() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        desk.orchestrator().all().stream()
                .filter(ticket -> ticket.tenant().equals(tenant) && ticket.waits())
                .map(Ticket::runId)
                .filter(id -> !runs.containsKey(id))
                .sorted(order)
                .limit(wanted)
                .toList()
                .forEach(id -> find(tenant, id).ifPresent(run -> runs.put(id, run)));
    }

    private List<Run> ofThread(String tenant, String threadId) {
        RunScan scan =
                scan(tenant, threadId).orElseThrow(() -> Failures.notFound("thread", threadId));
        List<Run> runs = new ArrayList<>();
        for (Run run : scan.all()) {
            runs.add(desk.runs().open(tenant, run.id()).map(LiveRun::view).orElse(run));
        }
        return runs;
    }

    private static String status(Run run) {
        return run.status().name().toLowerCase(Locale.ROOT);
    }

    /** Callers that know nothing of bundles see a run that waits for one as pending. */
    private static boolean waits(Run run, String status) {
        return run.status() == RunStatus.WAITING_FOR_BUNDLE && status.equals("pending");
    }

    private static boolean matches(Run run, Search search) {
        return search.status()
                        .map(status -> status(run).equals(status) || waits(run, status))
                        .orElse(true)
                && (search.ids().isEmpty() || search.ids().contains(run.id()))
                && Containment.contains(run.metadata(), search.metadata());
    }

    @Override
    public CompletionStage<Run> cancel(String tenant, String runId, CancelAction action) {
        return refused(
                () -> {
                    Run run = require(tenant, runId);
                    return desk.ask(
                            tenant, run.threadId(), thread -> cancel(tenant, thread, run, action));
                });
    }

    private CompletionStage<Run> cancel(
            String tenant, Conversation thread, Run run, CancelAction action) {
        boolean rollback = action == CancelAction.ROLLBACK;
        LiveRun live = thread.live().get(run.id());
        if (live == null || thread.state().open(run.id()).isEmpty()) {
            return thread.durably(() -> find(tenant, run.id()).orElse(run));
        }
        Stopping.stop(thread, run.id(), rollback);
        return live.done().thenApply(RunOutcome::run);
    }

    @Override
    public CompletionStage<Void> delete(String tenant, String runId) {
        return refused(
                () -> {
                    Run run = require(tenant, runId);
                    return desk.ask(
                            tenant,
                            run.threadId(),
                            thread -> {
                                if (thread.state().open(runId).isPresent()) {
                                    throw Failures.busy(run.threadId());
                                }
                                thread.record(new Fact.Forgotten(thread.now(), runId, false));
                                return thread.durably(() -> forget(tenant, runId));
                            });
                });
    }

    @SuppressWarnings("NullAway") // a Void is always null
    private Void forget(String tenant, String runId) {
        desk.runs().forgotten(tenant, runId);
        return null;
    }

    @Override
    public CompletionStage<RunOutcome> join(String tenant, String runId) {
        return refused(
                () -> {
                    Optional<LiveRun> live = desk.runs().open(tenant, runId);
                    if (live.isPresent()) {
                        CompletionStage<RunOutcome> end = live.get().done().copy();
                        if (isOpen(live.get())) {
                            return end;
                        }
                    }
                    Run run = require(tenant, runId);
                    return run.status().ended()
                            ? CompletableFuture.completedFuture(outcome(tenant, runId))
                            : wake(tenant, run, found -> end(tenant, run, found));
                });
    }

    /**
     * Whether this is still the run that events go to. Only what was registered before the question
     * keeps it in memory: a run that waits leaves when nobody listens.
     */
    private boolean isOpen(LiveRun live) {
        return desk.runs()
                .open(live.thread().key().tenant(), live.order().id())
                .filter(open -> open == live)
                .isPresent();
    }

    private CompletionStage<RunOutcome> end(String tenant, Run run, Optional<LiveRun> live) {
        if (live.isPresent()) {
            return live.get().done().copy();
        }
        requireEnded(tenant, run);
        return CompletableFuture.completedFuture(outcome(tenant, run.id()));
    }

    private void requireEnded(String tenant, Run run) {
        if (!require(tenant, run.id()).status().ended()) {
            throw Failures.tryAgain(run.id());
        }
    }

    private RunOutcome outcome(String tenant, String runId) {
        return scans(tenant, runId)
                .flatMap(scan -> scan.outcome(runId).stream())
                .findFirst()
                .orElseThrow(() -> Failures.notFound("run", runId));
    }

    /**
     * A run that waits may not be in memory: its thread is read for who listens to it. There is no
     * live run any more when it has ended meanwhile.
     */
    private <T> CompletionStage<T> wake(
            String tenant, Run run, Function<Optional<LiveRun>, CompletionStage<T>> listen) {
        return desk.ask(
                tenant,
                run.threadId(),
                thread -> listen.apply(Optional.ofNullable(thread.live().get(run.id()))));
    }

    @Override
    public Flow.Publisher<RunEvent> events(String tenant, String runId, Optional<EventId> from) {
        Optional<LiveRun> live = desk.runs().open(tenant, runId);
        if (live.isEmpty()) {
            Run run = require(tenant, runId);
            return subscriber -> awake(tenant, run, subscriber, from);
        }
        return subscriber -> {
            if (!followed(live.get(), subscriber, from)) {
                awake(tenant, runId, subscriber, from);
            }
        };
    }

    /** Returns false when the run has left memory. */
    private boolean followed(
            LiveRun live, Flow.Subscriber<? super RunEvent> subscriber, Optional<EventId> from) {
        Runnable place = new Place();
        live.log().register(place);
        try {
            boolean tells = isOpen(live) || live.done().isDone();
            if (tells) {
                follow(live, subscriber, from);
            }
            return tells;
        } finally {
            live.log().unregister(place);
        }
    }

    private void awake(
            String tenant,
            String runId,
            Flow.Subscriber<? super RunEvent> subscriber,
            Optional<EventId> from) {
        try {
            awake(tenant, require(tenant, runId), subscriber, from);
        } catch (AgentException e) {
            Subscription.refuse(subscriber, e);
        }
    }

    private void awake(
            String tenant,
            Run run,
            Flow.Subscriber<? super RunEvent> subscriber,
            Optional<EventId> from) {
        if (run.status().ended()) {
            read(tenant, run, subscriber, from);
            return;
        }
        wake(
                        tenant,
                        run,
                        live -> {
                            if (live.isPresent()) {
                                follow(live.get(), subscriber, from);
                            } else {
                                requireEnded(tenant, run);
                                read(tenant, run, subscriber, from);
                            }
                            return CompletableFuture.completedFuture(run);
                        })
                .whenComplete(
                        (found, error) -> {
                            if (error != null) {
                                Subscription.refuse(subscriber, error);
                            }
                        });
    }

    private void read(
            String tenant,
            Run run,
            Flow.Subscriber<? super RunEvent> subscriber,
            Optional<EventId> from) {
        subscription(tenant, run.threadId(), run.id(), subscriber, from, Optional.empty()).begin();
    }

    private void follow(
            LiveRun live, Flow.Subscriber<? super RunEvent> subscriber, Optional<EventId> from) {
        subscription(
                        live.thread().key().tenant(),
                        live.order().threadId(),
                        live.order().id(),
                        subscriber,
                        from,
                        Optional.of(live.log()))
                .begin();
    }

    private Subscription subscription(
            String tenant,
            String threadId,
            String runId,
            Flow.Subscriber<? super RunEvent> subscriber,
            Optional<EventId> from,
            Optional<EventLog> log) {
        return new Subscription(
                desk.kernel(),
                subscriber,
                Desk.key(tenant, threadId),
                runId,
                from.orElse(FIRST),
                log);
    }

    @Override
    public EventId next(String tenant, String runId) {
        Optional<EventId> last = desk.runs().open(tenant, runId).flatMap(run -> run.log().last());
        if (last.isPresent()) {
            EventId id = last.get();
            return new EventId(id.step(), id.attempt(), id.index() + 1);
        }
        Run run = require(tenant, runId);
        return run.status().ended() ? new EventId(Long.MAX_VALUE / 16, 0, 0) : FIRST;
    }

    @Override
    public CompletionStage<Resolved> resolve(
            String tenant, String id, Optional<String> call, Resolution resolution) {
        return refused(
                () -> {
                    String thread = threadOf(tenant, id);
                    return desk.ask(
                            tenant,
                            thread,
                            found -> new Resolving(found).resolve(call, resolution));
                });
    }

    @Override
    public List<CallInQuestion> inQuestion(String tenant, Optional<String> threadId, int limit) {
        List<String> asked =
                threadId.map(List::of).orElseGet(() -> desk.questions().of(tenant, limit));
        return asked.stream()
                .flatMap(id -> desk.state(tenant, id).stream())
                .flatMap(state -> Questions.of(state).open().stream())
                .toList();
    }

    private String threadOf(String tenant, String id) {
        return desk.index().contains(tenant, id) ? id : require(tenant, id).threadId();
    }

    @Override
    public Optional<NoticeState> notice(String tenant, String runId) {
        return find(tenant, runId)
                .flatMap(
                        run ->
                                desk.notices()
                                        .state(Desk.key(tenant, run.threadId()), runId)
                                        .or(
                                                () ->
                                                        scan(tenant, run.threadId())
                                                                .flatMap(s -> s.notice(runId))));
    }
}
