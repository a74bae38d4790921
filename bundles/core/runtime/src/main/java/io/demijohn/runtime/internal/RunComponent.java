package io.demijohn.runtime.internal;

import io.demijohn.agent.RunService;
import io.demijohn.runtime.internal.run.Runs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs as a service. */
@Component(service = RunService.class)
public final class RunComponent extends Runs {

    /**
     * A service of the runtime.
     *
     * @param runtime has the threads
     */
    @Activate
    public RunComponent(@Reference AgentRuntime runtime) {
        super(runtime.desk());
    }
}
