package io.demijohn.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Which runs are at work on this node, and which wait for their turn. */
@ProviderType
public interface RunQueue {

    /**
     * What is at work and what waits, at one moment.
     *
     * @param tenant only this tenant's; empty shows all
     * @param first how many of the waiting runs to name, 0 to 1,000
     * @return the picture
     */
    Snapshot snapshot(Optional<String> tenant, int first);

    /**
     * A picture of the queue.
     *
     * @param active runs at work
     * @param activeLimit how many may be at work at once
     * @param queued runs that wait, those included that wait for a time or for their thread
     * @param queueLimit how many may wait
     * @param delayed those of them that wait for their time
     * @param behindThread those of them that wait for an earlier run of their thread
     * @param byPriority those of them that wait for their turn; every priority is there
     * @param oldestWait of the run that has waited longest for its turn; zero when none waits
     * @param startsPerSecond how fast runs leave the queue, over the last seconds
     * @param tenants those with open runs, by name
     * @param first the runs that wait for their turn, about in the order of their start
     */
    record Snapshot(
            int active,
            int activeLimit,
            int queued,
            int queueLimit,
            int delayed,
            int behindThread,
            Map<RunPriority, Integer> byPriority,
            Duration oldestWait,
            double startsPerSecond,
            List<Tenant> tenants,
            List<Waiting> first) {
        /** Copies. */
        public Snapshot {
            byPriority = Map.copyOf(byPriority);
            Objects.requireNonNull(oldestWait, "oldestWait");
            tenants = List.copyOf(tenants);
            first = List.copyOf(first);
        }
    }

    /**
     * A tenant's part.
     *
     * @param name of the tenant
     * @param weight its share beside others', 1 or more
     * @param active its runs at work
     * @param activeLimit how many of them may be at work at once
     * @param queued its runs that wait for anything
     * @param queueLimit how many of them may wait
     * @param oldestWait of its run that has waited longest for its turn; zero when none waits
     */
    record Tenant(
            String name,
            int weight,
            int active,
            int activeLimit,
            int queued,
            int queueLimit,
            Duration oldestWait) {}

    /**
     * A run that waits for its turn.
     *
     * @param tenant whose run
     * @param runId its UUID
     * @param threadId the thread
     * @param priority among the tenant's
     * @param since when it began to wait for its turn
     */
    record Waiting(
            String tenant, String runId, String threadId, RunPriority priority, Instant since) {}
}
