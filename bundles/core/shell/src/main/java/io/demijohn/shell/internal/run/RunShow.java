package io.demijohn.shell.internal.run;

import io.demijohn.agent.RunService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Shows a run. */
@Service
@Command(
        scope = "run",
        name = "show",
        description = "Show a run",
        detailedDescription = "Example:\n  run:show 1f0c8a52-7f0e-6c1e-bd2f-2f2f9b1b7a11")
@NullUnmarked
public final class RunShow extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private RunService runs;

    @Argument(name = "id", description = "The run's id", required = true)
    @Completion(RunIds.class)
    private String id;

    @Override
    protected void run(Output out) {
        var run = there(runs).find(tenant, id).orElseThrow(() -> unknown("run", id, "run:list"));
        var view = new LinkedHashMap<>(Views.run(run));
        var questions =
                runs.inQuestion(tenant, Optional.of(run.threadId()), 1).stream()
                        .filter(question -> question.runId().equals(id))
                        .map(Views::question)
                        .toList();
        if (!questions.isEmpty()) {
            view.put("waiting_for", "a person: run:resolve " + run.threadId());
            view.put("calls_in_question", questions);
        }
        runs.notice(tenant, id).ifPresent(notice -> view.put("webhook", Views.notice(notice)));
        out.item(view);
    }
}
