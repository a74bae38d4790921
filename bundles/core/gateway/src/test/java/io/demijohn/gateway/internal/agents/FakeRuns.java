package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.EventId;
import io.demijohn.agent.MultitaskStrategy;
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
import io.demijohn.agent.StateValues;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run whose end, events and readers are the test's. */
final class FakeRuns implements RunService {

    static final String RUN = "01a20894-0000-7000-8000-000000000001";
    static final String THREAD = "01a20894-0000-7000-8000-000000000002";

    final BlockingQueue<RunRequest> started = new LinkedBlockingQueue<>();
    final BlockingQueue<CancelAction> cancels = new LinkedBlockingQueue<>();
    final BlockingQueue<Optional<EventId>> asked = new LinkedBlockingQueue<>();
    final CompletableFuture<RunOutcome> end = new CompletableFuture<>();
    final AtomicLong given = new AtomicLong();
    volatile long total = Long.MAX_VALUE;
    volatile String piece = "x";
    volatile boolean refuseEvents;
    volatile AgentException.@Nullable Kind refuseStart;
    volatile int refuseAfter = Integer.MAX_VALUE;

    static Run run(RunStatus status) {
        return new Run(
                RUN,
                THREAD,
                "01a20894-0000-5000-8000-000000000003",
                "agent",
                1,
                status,
                Optional.empty(),
                false,
                MultitaskStrategy.ENQUEUE,
                Map.of(),
                Map.of("stream_mode", List.of("values")),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    static Checkpoint state(long index, String text) {
        return new Checkpoint(
                THREAD,
                String.format("01a20894-0000-7000-8000-%012x", index + 16),
                Optional.empty(),
                new StateValues(List.of(Message.text("h", Role.USER, text)), Map.of()),
                List.of(),
                List.of(),
                Map.of(),
                Instant.EPOCH);
    }

    @Override
    public CompletionStage<Run> start(String tenant, RunRequest request) {
        AgentException.Kind kind =
                started.size() >= refuseAfter ? AgentException.Kind.OVERLOADED : refuseStart;
        if (kind != null) {
            return CompletableFuture.failedFuture(
                    new AgentException(
                            kind, "Too much", null, Optional.of(Duration.ofMillis(6_500))));
        }
        started.add(request);
        return CompletableFuture.completedFuture(run(RunStatus.PENDING));
    }

    @Override
    public Optional<Run> find(String tenant, String runId) {
        return runId.equals(RUN) ? Optional.of(run(RunStatus.RUNNING)) : Optional.empty();
    }

    @Override
    public Page<Run> list(String tenant, Optional<String> threadId, Search search) {
        refuse();
        return new Page<>(List.of(run(RunStatus.RUNNING)), 1);
    }

    @Override
    public CompletionStage<Run> cancel(String tenant, String runId, CancelAction action) {
        cancels.add(action);
        return CompletableFuture.completedFuture(run(RunStatus.INTERRUPTED));
    }

    @Override
    public CompletionStage<Void> delete(String tenant, String runId) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<RunOutcome> join(String tenant, String runId) {
        refuse();
        return end;
    }

    private void refuse() {
        if (refuseEvents) {
            throw new AgentException(AgentException.Kind.UNAVAILABLE, "The store is away");
        }
    }

    /** States, as many as are asked for, up to {@link #total}; then nothing. */
    @Override
    public Flow.Publisher<RunEvent> events(String tenant, String runId, Optional<EventId> from) {
        refuse();
        asked.add(from);
        return subscriber ->
                subscriber.onSubscribe(
                        new Flow.Subscription() {
                            @Override
                            public void request(long count) {
                                for (long i = 0; i < count && given.get() < total; i++) {
                                    long index = given.getAndIncrement();
                                    subscriber.onNext(
                                            new RunEvent.StateChanged(
                                                    new EventId(0, 0, index), state(index, piece)));
                                }
                            }

                            @Override
                            public void cancel() {
                                total = 0;
                            }
                        });
    }

    @Override
    public EventId next(String tenant, String runId) {
        return new EventId(7, 0, 0);
    }

    @Override
    public CompletionStage<Resolved> resolve(
            String tenant, String id, Optional<String> call, Resolution resolution) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<CallInQuestion> inQuestion(String tenant, Optional<String> threadId, int limit) {
        return List.of();
    }

    @Override
    public Optional<NoticeState> notice(String tenant, String runId) {
        return Optional.empty();
    }
}
