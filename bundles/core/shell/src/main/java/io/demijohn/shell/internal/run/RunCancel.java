package io.demijohn.shell.internal.run;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Stops a run. */
@Service
@Command(
        scope = "run",
        name = "cancel",
        description = "Stop a run and wait until it has stopped",
        detailedDescription = "Example:\n  run:cancel 1f0c8a52-7f0e-6c1e-bd2f-2f2f9b1b7a11")
@NullUnmarked
public final class RunCancel extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private RunService runs;

    @Argument(name = "id", description = "The run's id", required = true)
    @Completion(RunIds.class)
    private String id;

    @Option(name = "--rollback", description = "Delete the run and its checkpoints too")
    private boolean rollback;

    @Override
    protected void run(Output out) throws Exception {
        var action = rollback ? CancelAction.ROLLBACK : CancelAction.INTERRUPT;
        Run stopped = await(there(runs).cancel(tenant, id, action));
        out.done("run " + id + " has ended: " + Views.lower(stopped.status()), Views.run(stopped));
    }
}
