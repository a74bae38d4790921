package io.demijohn.agent;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param assistant an assistant's UUID or an agent's name
 * @param threadId the thread; empty makes a temporary one
 * @param createThread true creates the thread when it is not there
 * @param input what is new; empty goes on from where the thread stopped
 * @param resume answers interrupts; empty for none
 * @param checkpointId where to start; empty means now. With an input it forks, without it replays
 * @param config JSON: {@code tags, recursion_limit, configurable}
 * @param context JSON handed to the agent; the same keys as {@code configurable}
 * @param metadata JSON kept with the run
 * @param interruptBefore nodes before which to stop; {@code *} means any
 * @param interruptAfter nodes after which to stop; {@code *} means any
 * @param multitask what to do when the thread is busy
 * @param keepTemporary true keeps a temporary thread after the run
 * @param cancelOnDisconnect true stops the run when the reader of its stream leaves
 * @param kwargs the request as it came, JSON, to show with the run
 * @param handling priority, idempotency key, delay, webhook, depth
 */
public record RunRequest(
        String assistant,
        Optional<String> threadId,
        boolean createThread,
        Optional<StateUpdate> input,
        Optional<Resume> resume,
        Optional<String> checkpointId,
        Map<String, Object> config,
        Map<String, Object> context,
        Map<String, Object> metadata,
        List<String> interruptBefore,
        List<String> interruptAfter,
        MultitaskStrategy multitask,
        boolean keepTemporary,
        boolean cancelOnDisconnect,
        Map<String, Object> kwargs,
        RunHandling handling) {

    /**
     * A person's answer.
     *
     * @param value JSON: the answer, or a map from interrupt id to answer
     */
    public record Resume(@Nullable Object value) {}

    /** Checks that nothing is missing, and copies. */
    public RunRequest {
        Objects.requireNonNull(assistant, "assistant");
        Objects.requireNonNull(threadId, "threadId");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(resume, "resume");
        Objects.requireNonNull(checkpointId, "checkpointId");
        config = Json.copy(config);
        context = Json.copy(context);
        metadata = Json.copy(metadata);
        interruptBefore = List.copyOf(interruptBefore);
        interruptAfter = List.copyOf(interruptAfter);
        Objects.requireNonNull(multitask, "multitask");
        kwargs = Json.copy(kwargs);
        Objects.requireNonNull(handling, "handling");
    }

    /**
     * A request that is handled like any other.
     *
     * @param assistant an assistant's UUID or an agent's name
     * @param threadId the thread; empty makes a temporary one
     * @param createThread true creates the thread when it is not there
     * @param input what is new
     * @param resume answers interrupts
     * @param checkpointId where to start
     * @param config JSON
     * @param context JSON
     * @param metadata JSON
     * @param interruptBefore nodes
     * @param interruptAfter nodes
     * @param multitask what to do when the thread is busy
     * @param keepTemporary true keeps a temporary thread after the run
     * @param cancelOnDisconnect true stops the run when the reader of its stream leaves
     * @param kwargs the request as it came
     */
    public RunRequest(
            String assistant,
            Optional<String> threadId,
            boolean createThread,
            Optional<StateUpdate> input,
            Optional<Resume> resume,
            Optional<String> checkpointId,
            Map<String, Object> config,
            Map<String, Object> context,
            Map<String, Object> metadata,
            List<String> interruptBefore,
            List<String> interruptAfter,
            MultitaskStrategy multitask,
            boolean keepTemporary,
            boolean cancelOnDisconnect,
            Map<String, Object> kwargs) {
        this(
                assistant,
                threadId,
                createThread,
                input,
                resume,
                checkpointId,
                config,
                context,
                metadata,
                interruptBefore,
                interruptAfter,
                multitask,
                keepTemporary,
                cancelOnDisconnect,
                kwargs,
                RunHandling.DEFAULT);
    }

    /**
     * The same request, handled in another way.
     *
     * @param other priority, idempotency key, delay, webhook, depth
     * @return a copy
     */
    public RunRequest with(RunHandling other) {
        return new RunRequest(
                assistant,
                threadId,
                createThread,
                input,
                resume,
                checkpointId,
                config,
                context,
                metadata,
                interruptBefore,
                interruptAfter,
                multitask,
                keepTemporary,
                cancelOnDisconnect,
                kwargs,
                other);
    }

    /**
     * A message to an agent on a thread that exists.
     *
     * @param assistant an assistant's UUID or an agent's name
     * @param threadId the thread
     * @param input what is new
     * @return a request with defaults for all else; a busy thread refuses
     */
    public static RunRequest of(String assistant, String threadId, StateUpdate input) {
        return new RunRequest(
                assistant,
                Optional.of(threadId),
                false,
                Optional.of(input),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                MultitaskStrategy.REJECT,
                false,
                false,
                Map.of());
    }
}
