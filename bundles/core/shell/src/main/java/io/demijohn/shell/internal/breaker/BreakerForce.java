package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerMode;
import io.demijohn.breaker.BreakerService;
import io.demijohn.shell.internal.Output;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.NullUnmarked;

/** Overrules a breaker. */
@Service
@Command(
        scope = "breaker",
        name = "force",
        description = "Let nothing through a circuit breaker (open), or everything (disabled)",
        detailedDescription =
                """
                It stays so until breaker:reset, or until the process ends.
                Example:
                  breaker:force openai/gpt-4o/service-97 open""")
@NullUnmarked
public final class BreakerForce extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private BreakerService breakers;

    @Argument(name = "breaker", description = "Its id, from breaker:list", required = true)
    @Completion(BreakerNames.class)
    private String id;

    @Argument(index = 1, name = "state", description = "open or disabled", required = true)
    @Completion(
            value = StringsCompleter.class,
            values = {"open", "disabled"})
    private String state;

    @Override
    protected void run(Output out) {
        var now = there(breakers).set(id, mode());
        out.done(
                "open".equals(state)
                        ? "nothing gets through " + id + " until breaker:reset"
                        : "everything gets through " + id + " until breaker:reset",
                BreakerView.of(now));
    }

    private BreakerMode mode() {
        return switch (state) {
            case "open" -> BreakerMode.FORCED_OPEN;
            case "disabled" -> BreakerMode.DISABLED;
            default ->
                    throw new IllegalArgumentException(
                            "state must be open or disabled, is " + state);
        };
    }
}
