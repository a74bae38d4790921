package io.demijohn.shell.internal.run;

import io.demijohn.agent.Resolution;
import io.demijohn.agent.Resolution.Outcome;
import io.demijohn.agent.Resolved;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Says what became of calls of tools that may have happened. */
@Service
@Command(
        scope = "run",
        name = "resolve",
        description = "Say what became of a call of a tool that was cut off",
        detailedDescription =
                """
                When the last open call is resolved the thread goes on by itself.
                Example:
                  run:list --parked
                  run:resolve THREAD done 'booked, number 17'
                  run:resolve --call call_1 THREAD failed 'the bank says no'
                  run:resolve THREAD retry""")
@NullUnmarked
public final class RunResolve extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private RunService runs;

    @Argument(name = "id", description = "The thread, or the run that stopped", required = true)
    @Completion(ParkedThreads.class)
    private String id;

    @Argument(index = 1, name = "outcome", description = "done, failed or retry", required = true)
    @Completion(
            value = StringsCompleter.class,
            values = {"done", "failed", "retry"})
    private String outcome;

    @Argument(
            index = 2,
            name = "text",
            description = "What the tool answered (done), or why it failed (failed)")
    private @Nullable String text;

    @Option(name = "--call", description = "Only this call; without it all that are open")
    @Completion(ParkedCalls.class)
    private @Nullable String call;

    @Override
    protected void run(Output out) throws Exception {
        Resolution said = new Resolution(outcome(), text == null ? "" : text, who());
        Resolved resolved = await(there(runs).resolve(tenant, id, Optional.ofNullable(call), said));
        var view = new LinkedHashMap<String, Object>();
        view.put("open", resolved.open());
        view.put("calls", resolved.calls().stream().map(Views::question).toList());
        view.put("run", resolved.next().map(Views::run).orElse(null));
        out.done(sentence(resolved), view);
    }

    private Outcome outcome() {
        for (Outcome one : Outcome.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(outcome)) {
                return one;
            }
        }
        throw new IllegalArgumentException("outcome must be done, failed or retry, is " + outcome);
    }

    private String who() {
        Object user = session.get("USER");
        return user == null ? "shell" : "shell user " + user;
    }

    private static String sentence(Resolved resolved) {
        return resolved.next()
                .map(Run::id)
                .map(run -> "the thread goes on in run " + run)
                .orElseGet(() -> "noted; " + resolved.open() + " calls are still open");
    }
}
