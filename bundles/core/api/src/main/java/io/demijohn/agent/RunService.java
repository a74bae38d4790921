package io.demijohn.agent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs. An accepted run is durable: it goes on after a restart of the node. Stages complete with
 * {@link AgentException} on refusal; reads throw it.
 */
@ProviderType
public interface RunService {

    /** How to stop a run. */
    enum CancelAction {
        /** Keep the run and its steps. */
        INTERRUPT,
        /** Delete the run and its checkpoints. */
        ROLLBACK
    }

    /**
     * Accepts a run. It starts at once when there is room, else it waits its turn. With an
     * idempotency key in the request's handling the same key gives the first run, as it is now: on
     * a thread for the last 128 keys of it and as long as the run is kept; without a thread the key
     * names the thread that is made, so for as long as that thread is kept.
     *
     * @param tenant whose run
     * @param request what to run
     * @return completes when the run is durable, before it starts; QUOTA when the tenant has used
     *     its share, OVERLOADED when the node or its log has too much to do: both say when to try
     *     again, and nothing was created
     */
    CompletionStage<Run> start(String tenant, RunRequest request);

    /**
     * Finds a run.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @return empty when there is none
     */
    Optional<Run> find(String tenant, String runId);

    /**
     * Lists the runs of a thread, or of all threads.
     *
     * @param tenant whose runs
     * @param threadId the thread; empty means all: then open runs, those that ended since the
     *     start, and behind them the runs of the threads used last, as far as the page goes; total
     *     counts these
     * @param search which
     * @return a part of the list, newest first
     */
    Page<Run> list(String tenant, Optional<String> threadId, Search search);

    /**
     * Stops a run. A run that has ended stays as it is.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @param action what to keep
     * @return completes when it has stopped and that is durable
     */
    CompletionStage<Run> cancel(String tenant, String runId, CancelAction action);

    /**
     * Forgets a run that has ended; the state stays.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @return completes when it is forgotten; BUSY while it is under way
     */
    CompletionStage<Void> delete(String tenant, String runId);

    /**
     * Waits for the end without holding a thread.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @return completes at the end of the run, whatever the end is
     */
    CompletionStage<RunOutcome> join(String tenant, String runId);

    /**
     * The events of a run, past and to come, each once and in order, until {@link RunEvent.Ended}.
     * Back-pressure is honoured: what a slow reader has not asked for is not kept for it in memory
     * but derived again from the journal.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @param from the first event wanted, itself included; empty begins with the first
     * @return a cold publisher for one subscriber; it ends at once when all was read already
     */
    Flow.Publisher<RunEvent> events(String tenant, String runId, Optional<EventId> from);

    /**
     * The place after the newest event, for readers that want only what is to come.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @return pass it as {@code from}
     */
    EventId next(String tenant, String runId);

    /**
     * Says what became of calls of tools that may have happened. It is durable before it counts;
     * when nothing is open any more the thread goes on in a new run, with the settings of the one
     * that stopped. The same answer a second time changes nothing and is answered like the first.
     *
     * @param tenant whose thread
     * @param id the thread, or the run that stopped there
     * @param call a question's id, or the model's id of the call when it is unique; empty means all
     *     that are open
     * @param resolution what became of it
     * @return completes when it is durable; NOT_FOUND when nothing of that name is in question,
     *     INVALID when the name is ambiguous, BUSY when another answer was given before (the
     *     message says by whom)
     */
    CompletionStage<Resolved> resolve(
            String tenant, String id, Optional<String> call, Resolution resolution);

    /**
     * The calls of tools that wait for {@link #resolve}.
     *
     * @param tenant whose threads
     * @param threadId one thread; empty means all
     * @param limit at most so many threads, 1 to 1,000
     * @return thread by thread, those that wait longest first
     */
    List<CallInQuestion> inQuestion(String tenant, Optional<String> threadId, int limit);

    /**
     * Where the notice of a run's end is.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @return empty when its caller gave no webhook
     */
    Optional<NoticeState> notice(String tenant, String runId);
}
