package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.HistoryQuery;
import io.demijohn.agent.IdempotencyKey;
import io.demijohn.agent.Page;
import io.demijohn.agent.Search;
import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.ThreadService;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.runtime.internal.journal.Checkpoints;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.Keys;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.Stats;
import io.demijohn.runtime.internal.journal.ThreadHead;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Threads as callers see them. */
public class Threads implements ThreadService {

    private static final Set<String> NODES = Set.of(Position.START, Position.AGENT, Position.TOOLS);

    private final Desk desk;
    private final ThreadSearch search;

    /**
     * The threads of a desk.
     *
     * @param desk where they are
     */
    public Threads(Desk desk) {
        this.desk = desk;
        this.search = new ThreadSearch(desk);
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
    public CompletionStage<AgentThread> create(
            String tenant,
            Optional<String> id,
            Map<String, Object> metadata,
            Optional<IdempotencyKey> key) {
        return refused(
                () -> {
                    desk.requireOpen();
                    bounded(metadata);
                    String wanted = id.orElseGet(() -> fresh(tenant, "thread", key));
                    return desk.ask(tenant, wanted, thread -> create(thread, metadata, key));
                });
    }

    private void bounded(Map<String, Object> metadata) {
        Inputs.bounded("metadata", metadata, desk.kernel().bounds().metadataBytes());
    }

    /** The same key makes the same id. */
    static String fresh(String tenant, String what, Optional<IdempotencyKey> key) {
        return key.map(given -> Keys.id(tenant, what, given))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static CompletionStage<AgentThread> create(
            Conversation thread, Map<String, Object> metadata, Optional<IdempotencyKey> key) {
        if (thread.exists() && key.flatMap(thread.state().keys()::made).isPresent()) {
            return view(thread);
        }
        if (thread.exists()) {
            throw new AgentException(
                    AgentException.Kind.EXISTS, "thread " + thread.key().id() + " exists");
        }
        thread.record(List.of(new Fact.Created(thread.now(), metadata, false, key)), false);
        return view(thread);
    }

    private static CompletionStage<AgentThread> view(Conversation thread) {
        AgentThread view = view(thread.state());
        return thread.durably(() -> view);
    }

    static AgentThread view(ThreadState state) {
        return ThreadHead.of(state, Stats.NONE).thread(state.threadId());
    }

    @Override
    public Optional<AgentThread> find(String tenant, String id) {
        return search.find(tenant, id);
    }

    @Override
    public CompletionStage<AgentThread> update(
            String tenant, String id, Map<String, Object> metadata) {
        return existing(
                tenant,
                id,
                thread -> {
                    bounded(Inputs.merge(thread.state().profile().metadata(), metadata));
                    thread.record(List.of(new Fact.Described(thread.now(), metadata)), false);
                    return view(thread);
                });
    }

    private <T> CompletionStage<T> existing(
            String tenant,
            String id,
            java.util.function.Function<Conversation, CompletionStage<T>> work) {
        return refused(
                () -> {
                    desk.requireOpen();
                    if (!desk.index().contains(tenant, id)) {
                        throw Failures.notFound("thread", id);
                    }
                    return desk.ask(
                            tenant,
                            id,
                            thread -> {
                                if (!thread.exists()) {
                                    throw Failures.notFound("thread", id);
                                }
                                return work.apply(thread);
                            });
                });
    }

    @Override
    public CompletionStage<Void> delete(String tenant, String id) {
        return existing(
                tenant,
                id,
                thread -> {
                    thread.state()
                            .open()
                            .forEach(run -> Stopping.stop(thread, run.order().id(), false));
                    return thread.delete();
                });
    }

    @Override
    public CompletionStage<AgentThread> copy(
            String tenant, String id, Optional<String> checkpointId, Optional<IdempotencyKey> key) {
        return refused(
                () -> {
                    desk.requireOpen();
                    ThreadState source = require(tenant, id);
                    return new ThreadCopy(desk, tenant, source, key).to(checkpointId);
                });
    }

    private ThreadState require(String tenant, String id) {
        return desk.state(tenant, id).orElseThrow(() -> Failures.notFound("thread", id));
    }

    @Override
    public Page<AgentThread> search(String tenant, Search wanted) {
        return search.search(tenant, wanted);
    }

    @Override
    public Checkpoint state(String tenant, String id, Optional<String> checkpointId) {
        ThreadState now = require(tenant, id);
        return checkpointId
                .map(
                        wanted ->
                                chronicle(tenant, now)
                                        .checkpoint(wanted)
                                        .orElseThrow(() -> Failures.notFound("checkpoint", wanted)))
                .orElseGet(() -> Checkpoints.of(now));
    }

    private Chronicle chronicle(String tenant, ThreadState now) {
        return new Chronicle(desk.kernel().reader(), Desk.key(tenant, now.threadId()), now);
    }

    @Override
    public List<Checkpoint> history(String tenant, String id, HistoryQuery query) {
        return chronicle(tenant, require(tenant, id)).history(query);
    }

    @Override
    public CompletionStage<Checkpoint> updateState(
            String tenant,
            String id,
            StateUpdate update,
            Optional<String> asNode,
            Optional<String> checkpointId,
            Optional<IdempotencyKey> key) {
        return existing(
                tenant,
                id,
                thread -> {
                    Inputs.bounded(update, desk.kernel().bounds().inputBytes());
                    return key.flatMap(thread.state().keys()::made)
                            .map(made -> thread.durably(() -> edited(thread, made)))
                            .orElseGet(() -> edit(thread, update, asNode, checkpointId, key));
                });
    }

    /** What the first request with this key has made. */
    private static Checkpoint edited(Conversation thread, String checkpointId) {
        return new Chronicle(thread.kernel().reader(), thread.key(), thread.state())
                .checkpoint(checkpointId)
                .orElseThrow(() -> Failures.notFound("checkpoint", checkpointId));
    }

    private static CompletionStage<Checkpoint> edit(
            Conversation thread,
            StateUpdate update,
            Optional<String> asNode,
            Optional<String> checkpointId,
            Optional<IdempotencyKey> key) {
        if (!thread.state().open().isEmpty()) {
            throw Failures.busy(thread.key().id());
        }
        asNode.ifPresent(Threads::checkNode);
        List<Fact> facts = new ArrayList<>();
        ThreadState base =
                checkpointId
                        .filter(wanted -> !wanted.equals(thread.state().position().id()))
                        .map(wanted -> thread.state().movedTo(Opening.at(thread, wanted)))
                        .orElse(thread.state());
        if (!base.position().equals(thread.state().position())) {
            facts.add(new Fact.Snapshot(base));
        }
        String owner = PlaceId.of(thread.now(), 2 * thread.nextSequence(), thread.key().id());
        facts.add(
                new Fact.Edited(
                        thread.now(),
                        Inputs.named(update, owner),
                        asNode.orElse(base.position().node()),
                        key));
        thread.record(facts, false);
        Checkpoint made = Checkpoints.of(thread.state());
        return thread.durably(() -> made);
    }

    private static void checkNode(String node) {
        if (!NODES.contains(node)) {
            throw Failures.invalid("as_node must be one of __start__, agent, tools; is " + node);
        }
    }
}
