package io.demijohn.runtime.internal;

import io.demijohn.agent.AgentService;
import io.demijohn.runtime.internal.definition.Agents;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Agents as a service. */
@Component(service = AgentService.class)
public final class AgentComponent extends Agents {

    /**
     * A service of the runtime.
     *
     * @param runtime has the definitions
     */
    @Activate
    public AgentComponent(@Reference AgentRuntime runtime) {
        super(
                runtime.kernel().agents(),
                runtime.kernel().assistants(),
                runtime.desk()::hasOpenRuns);
    }
}
