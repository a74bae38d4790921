package io.demijohn.runtime.internal;

import io.demijohn.agent.AssistantService;
import io.demijohn.runtime.internal.definition.Assistants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Assistants as a service. */
@Component(service = AssistantService.class)
public final class AssistantComponent extends Assistants {

    /**
     * A service of the runtime.
     *
     * @param runtime has the definitions
     */
    @Activate
    public AssistantComponent(@Reference AgentRuntime runtime) {
        super(runtime.kernel().assistants(), runtime.kernel().bounds().metadataBytes());
    }
}
