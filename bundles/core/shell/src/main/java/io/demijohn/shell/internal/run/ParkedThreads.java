package io.demijohn.shell.internal.run;

import io.demijohn.agent.CallInQuestion;
import io.demijohn.agent.RunService;
import io.demijohn.call.CallContext;
import io.demijohn.shell.internal.Names;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.NullUnmarked;

/** Completes threads that wait for what a person says of a call. */
@Service
@NullUnmarked
public final class ParkedThreads implements Completer {

    private static final int MOST = 50;

    @Reference(optional = true)
    private RunService runs;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return Names.complete(session, line, candidates, runs, ParkedThreads::parked);
    }

    private static List<String> parked(RunService runs) {
        return runs.inQuestion(CallContext.DEFAULT_TENANT, Optional.empty(), MOST).stream()
                .map(CallInQuestion::threadId)
                .distinct()
                .toList();
    }
}
