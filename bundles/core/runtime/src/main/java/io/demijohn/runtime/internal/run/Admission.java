package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Assistant;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.PlaceId;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import io.demijohn.runtime.internal.queue.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Accepts one run on one thread, in the thread's mailbox. */
final class Admission {

    /** Their ids are in the thread's head, which is small. */
    private static final int MOST_WAITING = 256;

    private final Conversation thread;
    private final RunRequest request;
    private final Assistant assistant;
    private final AgentVersion agent;
    private final Ticket ticket;
    private Optional<String> origin = Optional.empty();

    Admission(
            Conversation thread,
            RunRequest request,
            Assistant assistant,
            AgentVersion agent,
            Ticket ticket) {
        this.thread = thread;
        this.request = request;
        this.assistant = assistant;
        this.agent = agent;
        this.ticket = ticket;
    }

    /** All that can be refused is refused before anything is recorded. */
    CompletionStage<Run> admit() {
        if (!thread.exists() && request.threadId().isPresent() && !request.createThread()) {
            throw Failures.notFound("thread", thread.key().id());
        }
        ThreadState state = thread.state();
        refuseNewer(state);
        if (state.open().isEmpty()) {
            return idle(state);
        }
        return switch (request.multitask()) {
            case REJECT -> throw Failures.busy(thread.key().id());
            case ENQUEUE -> enqueue();
            case INTERRUPT -> instead(state, false);
            case ROLLBACK -> instead(Stopping.without(thread), true);
        };
    }

    /** A run that begins where the thread stands has to read what is there. */
    private void refuseNewer(ThreadState state) {
        state.version(agent.spec().name())
                .filter(version -> version > agent.spec().stateVersion())
                .filter(version -> request.checkpointId().isEmpty())
                .ifPresent(
                        version -> {
                            throw Failures.invalid(Migration.newer(thread, agent.spec(), version));
                        });
    }

    private CompletionStage<Run> idle(ThreadState standing) {
        checkpoint(standing);
        answers(standing);
        create();
        return begin();
    }

    private void create() {
        if (!thread.exists()) {
            boolean temporary = request.threadId().isEmpty() && !request.keepTemporary();
            thread.record(
                    List.of(new Fact.Created(thread.now(), Map.of(), temporary, Optional.empty())),
                    false);
        }
    }

    /** An answer has to say what became of the calls that are in question. */
    private void answers(ThreadState standing) {
        request.resume()
                .filter(resume -> standing.stop().paused())
                .filter(resume -> !standing.stop().interrupts().isEmpty())
                .ifPresent(resume -> Answers.check(resume, standing));
    }

    /** At once, in one group with the acceptance, when there is a slot; else at its turn. */
    private CompletionStage<Run> begin() {
        boolean now = ticket.hasSlot();
        RunOrder order = record(now ? Optional.empty() : waitingInput());
        if (!now) {
            thread.whenDurable(thread.lineup()::startNext); // it has its place when it is accepted
        }
        CompletionStage<Run> accepted = durable(order);
        LiveRun run = thread.live().get(order.id());
        if (now && run != null) {
            thread.lineup().begin(run, input(order));
        }
        return accepted;
    }

    private Optional<StateUpdate> waitingInput() {
        return request.input().map(update -> Inputs.named(update, nextId()));
    }

    /**
     * An earlier place to start from has to be there, in the state that the run will find: looked
     * for once, before anything is stopped for it.
     */
    private void checkpoint(ThreadState state) {
        origin = request.checkpointId().filter(wanted -> !wanted.equals(state.position().id()));
        origin.ifPresent(wanted -> Opening.at(thread.kernel(), thread.key(), state, wanted));
    }

    private CompletionStage<Run> enqueue() {
        if (thread.state().open().size() >= MOST_WAITING) {
            throw Failures.overloaded(
                    "thread " + thread.key().id() + " has " + MOST_WAITING + " runs waiting");
        }
        checkpoint(thread.state());
        thread.desk().orchestrator().behind(ticket, false);
        return durable(record(waitingInput()));
    }

    private CompletionStage<Run> instead(ThreadState standing, boolean rollback) {
        checkpoint(standing);
        answers(standing);
        List<OpenRun> others = thread.state().open();
        for (int i = others.size() - 1; i >= 0; i--) {
            Stopping.stop(thread, others.get(i).order().id(), rollback);
        }
        return begin();
    }

    private String nextId() {
        return PlaceId.of(thread.now(), 2 * thread.nextSequence(), thread.key().id());
    }

    private Optional<StateUpdate> input(RunOrder order) {
        return request.input().map(update -> Inputs.named(update, order.id()));
    }

    private RunOrder record(Optional<StateUpdate> input) {
        RunOrder order = order(nextId(), thread.now());
        thread.desk()
                .orchestrator()
                .name(ticket, order.id(), thread.key().id(), agent.spec().name());
        thread.record(
                List.of(new Fact.Admitted(thread.now(), order, input)),
                !thread.state().open().isEmpty());
        return order;
    }

    private CompletionStage<Run> durable(RunOrder order) {
        Run pending = order.as(RunStatus.PENDING, Optional.empty(), order.createdAt());
        return thread.durably(() -> pending);
    }

    private RunOrder order(String id, long now) {
        return new RunOrder(
                id,
                thread.key().id(),
                assistant.id(),
                agent.spec().name(),
                agent.version(),
                request.input().isPresent(),
                request.resume(),
                origin,
                config(),
                context(),
                request.metadata(),
                request.interruptBefore(),
                request.interruptAfter(),
                request.multitask(),
                request.threadId().isEmpty(),
                request.keepTemporary(),
                request.cancelOnDisconnect(),
                Inputs.kwargs(request.kwargs()),
                Instant.ofEpochMilli(now),
                request.handling());
    }

    private Map<String, Object> config() {
        return Inputs.config(assistant.config(), request.config());
    }

    private Map<String, Object> context() {
        return Inputs.merge(assistant.context(), request.context());
    }
}
