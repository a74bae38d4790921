package io.demijohn.shell.internal.breaker;

import io.demijohn.breaker.BreakerService;
import io.demijohn.breaker.BreakerStatus;
import io.demijohn.shell.internal.Names;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes ids of breakers. */
@Service
@NullUnmarked
public final class BreakerNames implements Completer {

    @Reference(optional = true)
    private BreakerService breakers;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, breakers, BreakerNames::ids);
    }

    private static List<String> ids(BreakerService breakers) {
        return breakers.breakers().stream().map(BreakerStatus::id).toList();
    }
}
