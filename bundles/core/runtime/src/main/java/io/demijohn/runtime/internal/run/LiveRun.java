package io.demijohn.runtime.internal.run;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunOutcome;
import io.demijohn.agent.RunStatus;
import io.demijohn.runtime.internal.journal.Parked;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.queue.Ticket;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A run that has not ended, in this process. */
final class LiveRun {

    private final RunOrder order;
    private final EventLog log;
    private final Conversation thread;
    private final Ticket ticket;
    private final boolean recovered;
    private final long firstAttempt;
    private final CompletableFuture<RunOutcome> done = new CompletableFuture<>();
    private volatile Run view;

    LiveRun(
            RunOrder order,
            EventLog log,
            Conversation thread,
            Ticket ticket,
            boolean recovered,
            long firstAttempt) {
        this.order = order;
        this.log = log;
        this.thread = thread;
        this.ticket = ticket;
        this.recovered = recovered;
        this.firstAttempt = firstAttempt;
        this.view = order.as(RunStatus.PENDING, Optional.empty(), order.createdAt());
    }

    RunOrder order() {
        return order;
    }

    EventLog log() {
        return log;
    }

    Conversation thread() {
        return thread;
    }

    /** Its place among all runs of the node. */
    Ticket ticket() {
        return ticket;
    }

    /** Whether it waits and nobody looks: then it needs not be in memory. */
    boolean restsUnseen() {
        return ticket.waits() && !log.watched() && done.getNumberOfDependents() == 0;
    }

    boolean recovered() {
        return recovered;
    }

    /** Above every attempt of the run's lives before, in this process or in another. */
    long firstAttempt() {
        return firstAttempt;
    }

    CompletableFuture<RunOutcome> done() {
        return done;
    }

    Run view() {
        return view;
    }

    void waits(Parked place) {
        view = order.as(place);
    }

    void running(Instant since) {
        view = order.as(RunStatus.RUNNING, Optional.empty(), since);
    }

    /** It does not go on in this process: who listens hears why. */
    void fail(RuntimeException reason) {
        log.fail(reason);
        done.completeExceptionally(reason);
    }
}
