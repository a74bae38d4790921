package io.demijohn.gateway.internal.agents;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.ThreadService;
import io.demijohn.agent.ThreadStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** One thread that is only looked at. */
final class FakeThreads implements ThreadService {

    final AtomicInteger states = new AtomicInteger();

    private static AgentThread thread() {
        return new AgentThread(
                FakeRuns.THREAD,
                ThreadStatus.IDLE,
                Map.of(),
                Map.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
    }

    @Override
    public Optional<AgentThread> find(String tenant, String id) {
        return Optional.of(thread());
    }

    @Override
    public Page<AgentThread> search(String tenant, Search search) {
        return new Page<>(List.of(thread()), 1);
    }

    @Override
    public Checkpoint state(String tenant, String id, Optional<String> checkpointId) {
        states.incrementAndGet();
        return FakeRuns.state(1, "said");
    }

    @Override
    public List<Checkpoint> history(String tenant, String id, HistoryQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<AgentThread> create(
            String tenant,
            Optional<String> id,
            Map<String, Object> metadata,
            Optional<IdempotencyKey> key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<AgentThread> update(
            String tenant, String id, Map<String, Object> metadata) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> delete(String tenant, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<AgentThread> copy(
            String tenant, String id, Optional<String> checkpointId, Optional<IdempotencyKey> key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Checkpoint> updateState(
            String tenant,
            String id,
            StateUpdate update,
            Optional<String> asNode,
            Optional<String> checkpointId,
            Optional<IdempotencyKey> key) {
        throw new UnsupportedOperationException();
    }
}
