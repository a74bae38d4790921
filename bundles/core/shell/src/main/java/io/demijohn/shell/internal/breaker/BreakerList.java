package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerService;
import io.demijohn.shell.internal.Output;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Lists the breakers. */
@Service
@Command(
        scope = "breaker",
        name = "list",
        description = "List the circuit breakers before models and their plugins",
        detailedDescription = "Example:\n  breaker:list --json")
@NullUnmarked
public final class BreakerList extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private BreakerService breakers;

    @Override
    protected void run(Output out) {
        out.list(
                List.of("breaker", "state", "calls", "failures", "slow", "refused", "open_for_ms"),
                there(breakers).breakers().stream().map(BreakerView::of).toList(),
                "no breakers, because there are no models; llm:list shows them");
    }
}
