package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerService;
import io.demijohn.shell.internal.Output;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lets a breaker begin anew. */
@Service
@Command(
        scope = "breaker",
        name = "reset",
        description = "Close a circuit breaker, forget what it counted, and let it decide again",
        detailedDescription = "Example:\n  breaker:reset openai/gpt-4o/service-97")
@NullUnmarked
public final class BreakerReset extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private BreakerService breakers;

    @Argument(name = "breaker", description = "Its id, from breaker:list", required = true)
    @Completion(BreakerNames.class)
    private String id;

    @Override
    protected void run(Output out) {
        var now = there(breakers).set(id, BreakerMode.AUTOMATIC);
        out.done("calls get through " + id + " again", BreakerView.of(now));
    }
}
