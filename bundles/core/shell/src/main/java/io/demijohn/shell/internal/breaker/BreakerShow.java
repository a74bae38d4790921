package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerService;
import io.demijohn.shell.internal.Output;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Shows one breaker. */
@Service
@Command(
        scope = "breaker",
        name = "show",
        description = "Show what a circuit breaker has counted and how long it stays open",
        detailedDescription = "Example:\n  breaker:show openai/gpt-4o/service-97")
@NullUnmarked
public final class BreakerShow extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private BreakerService breakers;

    @Argument(name = "breaker", description = "Its id, from breaker:list", required = true)
    @Completion(BreakerNames.class)
    private String id;

    @Override
    protected void run(Output out) {
        out.item(BreakerView.of(BreakerView.find(there(breakers), id)));
    }
}
