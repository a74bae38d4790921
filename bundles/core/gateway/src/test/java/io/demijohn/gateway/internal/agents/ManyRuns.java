package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.CallInQuestion;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;

/** The runs of one thread; each one's events are that it has started, and their end. */
final class ManyRuns implements RunService {

    final NavigableMap<String, Run> all = new ConcurrentSkipListMap<>();
    final AtomicInteger lists = new AtomicInteger();

    static String id(int number) {
        return String.format("01a20894-0000-7000-8000-%012x", number);
    }

    void put(int number, RunStatus status) {
        all.put(id(number), run(id(number), status));
    }

    private static Run run(String id, RunStatus status) {
        return new Run(
                id,
                FakeRuns.THREAD,
                "01a20894-0000-5000-8000-000000000003",
                "agent",
                1,
                status,
                Optional.empty(),
                false,
                MultitaskStrategy.ENQUEUE,
                Map.of(),
                Map.of(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    @Override
    public Page<Run> list(String tenant, Optional<String> threadId, Search search) {
        lists.incrementAndGet();
        Comparator<Run> order = Comparator.comparing(Run::id);
        List<Run> matching =
                all.values().stream()
                        .filter(run -> search.status().map(wanted(run)::equals).orElse(true))
                        .sorted(search.ascending() ? order : order.reversed())
                        .toList();
        return new Page<>(
                matching.stream().skip(search.offset()).limit(search.limit()).toList(),
                matching.size());
    }

    private static String wanted(Run run) {
        return run.status().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<Run> find(String tenant, String runId) {
        return Optional.ofNullable(all.get(runId));
    }

    @Override
    public CompletionStage<Run> cancel(String tenant, String runId, CancelAction action) {
        Run ended = run(runId, RunStatus.INTERRUPTED);
        all.put(runId, ended);
        return CompletableFuture.completedFuture(ended);
    }

    @Override
    public Flow.Publisher<RunEvent> events(String tenant, String runId, Optional<EventId> from) {
        SubmissionPublisher<RunEvent> events = new SubmissionPublisher<>();
        return subscriber -> {
            events.subscribe(subscriber);
            events.submit(new RunEvent.Started(new EventId(0, 0, 0), runId, 1));
            events.close();
        };
    }

    @Override
    public CompletionStage<Run> start(String tenant, RunRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> delete(String tenant, String runId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<RunOutcome> join(String tenant, String runId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventId next(String tenant, String runId) {
        throw new UnsupportedOperationException();
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
