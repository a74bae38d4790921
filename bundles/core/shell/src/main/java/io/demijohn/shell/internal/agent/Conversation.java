package io.demijohn.shell.internal.agent;

import io.demijohn.agent.Run;
import io.demijohn.agent.RunRequest;
import io.demijohn.agent.RunService;
import io.demijohn.agent.RunService.CancelAction;
import io.demijohn.agent.StateUpdate;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** One thread on which a person and an agent take turns. */
final class Conversation {

    private static final long ACCEPT_SECONDS = 30;

    private final RunService runs;
    private final String tenant;
    private final String agent;
    private final String threadId;
    private final Output out;

    Conversation(RunService runs, String tenant, String agent, String threadId, Output out) {
        this.runs = runs;
        this.tenant = tenant;
        this.agent = agent;
        this.threadId = threadId;
        this.out = out;
    }

    /** Says a line and prints what follows until the run has ended; an interruption cancels it. */
    Run say(String line, Interruption interruption) throws Exception {
        var input =
                StateUpdate.of(
                        List.of(Message.text(UUID.randomUUID().toString(), Role.USER, line)));
        Run run = accepted(RunRequest.of(agent, threadId, input));
        var printer = new EventPrinter(out);
        interruption.meansNow(() -> runs.cancel(tenant, run.id(), CancelAction.INTERRUPT));
        try {
            runs.events(tenant, run.id(), Optional.empty()).subscribe(printer);
            Run ended = printer.ended().get();
            if (out.json()) {
                var view = Views.run(ended);
                view.put("answer", printer.answer());
                out.item(view);
            }
            return ended;
        } catch (InterruptedException e) {
            runs.cancel(tenant, run.id(), CancelAction.INTERRUPT);
            throw e;
        } finally {
            interruption.meansNothing();
            printer.stop();
        }
    }

    private Run accepted(RunRequest request) throws Exception {
        try {
            return runs.start(tenant, request)
                    .toCompletableFuture()
                    .get(ACCEPT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
