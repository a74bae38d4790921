package io.demijohn.runtime.internal;

import io.demijohn.agent.ThreadService;
import io.demijohn.runtime.internal.run.Threads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Threads as a service. */
@Component(service = ThreadService.class)
public final class ThreadComponent extends Threads {

    /**
     * A service of the runtime.
     *
     * @param runtime has the threads
     */
    @Activate
    public ThreadComponent(@Reference AgentRuntime runtime) {
        super(runtime.desk());
    }
}
