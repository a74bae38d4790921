package io.demijohn.agent;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A call of a tool that was cut off and may have happened. Its thread stands still until a person
 * has said what became of it.
 *
 * @param threadId the thread
 * @param runId the run that made the call
 * @param questionId names the question; the id of the thread's interrupt
 * @param callId the model's id of the call; two calls of one answer may share it
 * @param tool the tool
 * @param arguments the beginning of them, JSON text
 * @param since when the thread stopped
 * @param resolution what was said of it; empty while it is open
 */
public record CallInQuestion(
        String threadId,
        String runId,
        String questionId,
        String callId,
        String tool,
        String arguments,
        Instant since,
        Optional<Resolution> resolution) {
    /** Checks that nothing is missing. */
    public CallInQuestion {
        Objects.requireNonNull(threadId, "threadId");
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(questionId, "questionId");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(arguments, "arguments");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(resolution, "resolution");
    }
}
