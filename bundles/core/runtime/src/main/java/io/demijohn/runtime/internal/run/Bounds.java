package io.demijohn.runtime.internal.run;

import io.demijohn.runtime.internal.queue.QueueBounds;
import java.time.Duration;

/**
 * The runtime's bounds, checked.
 *
 * @param queue slots and the queue before them
 * @param modelAttempts calls of the model within one step
 * @param inputBytes of one input
 * @param metadataBytes of a thread's or run's metadata
 * @param answerBytes of one answer of a model
 * @param liveEvents kept in memory for an open run
 * @param idleThreads whose states stay in memory
 * @param grace how long to wait for a tool or a model that is being replaced
 * @param temporaryRetention how long a temporary thread stays after its run
 * @param history how long at least checkpoints, runs and events of the past are kept
 * @param answerCalls calls of tools in one answer of a model
 * @param parked how long a run waits for a bundle
 * @param notices how hard notices of ends are tried
 */
public record Bounds(
        QueueBounds queue,
        int modelAttempts,
        int inputBytes,
        int metadataBytes,
        int answerBytes,
        int liveEvents,
        int idleThreads,
        Duration grace,
        Duration temporaryRetention,
        Duration history,
        int answerCalls,
        Duration parked,
        NoticeBounds notices) {}
