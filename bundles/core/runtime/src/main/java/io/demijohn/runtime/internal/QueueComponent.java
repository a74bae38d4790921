package io.demijohn.runtime.internal;

import io.demijohn.agent.RunQueue;
import io.demijohn.runtime.internal.queue.Orchestrator;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The queue of runs as a service. */
@Component(service = RunQueue.class)
public final class QueueComponent implements RunQueue {

    private static final int MOST = 1_000;

    private final Orchestrator orchestrator;

    /**
     * A service of the runtime.
     *
     * @param runtime has the queue
     */
    @Activate
    public QueueComponent(@Reference AgentRuntime runtime) {
        this.orchestrator = runtime.desk().orchestrator();
    }

    @Override
    public Snapshot snapshot(Optional<String> tenant, int first) {
        return orchestrator.snapshot(tenant, Math.max(0, Math.min(first, MOST)));
    }
}
