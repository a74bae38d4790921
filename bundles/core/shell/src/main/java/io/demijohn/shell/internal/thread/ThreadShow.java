package io.demijohn.shell.internal.thread;

import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.ThreadService;
import io.demijohn.model.Message;
import io.demijohn.model.ToolCall;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Shows a thread with its messages. */
@Service
@Command(
        scope = "thread",
        name = "show",
        description = "Show a thread and its messages",
        detailedDescription = "Example:\n  thread:show 0b8f1f8e-4b0c-4f6e-9a53-1f0f4be6a9d1")
@NullUnmarked
public final class ThreadShow extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ThreadService threads;

    @Argument(name = "id", description = "The thread's id", required = true)
    @Completion(ThreadIds.class)
    private String id;

    @Option(name = "--checkpoint", description = "An earlier state; the default is the latest")
    private @Nullable String checkpoint;

    @Override
    protected void run(Output out) {
        var thread =
                there(threads)
                        .find(tenant, id)
                        .orElseThrow(() -> unknown("thread", id, "thread:list"));
        Checkpoint state = there(threads).state(tenant, id, Optional.ofNullable(checkpoint));
        var view = Views.thread(thread);
        if (out.json()) {
            view.putAll(Views.state(state));
            out.item(view);
            return;
        }
        out.item(view);
        state.values().messages().forEach(message -> print(out, message));
    }

    private static void print(Output out, Message message) {
        String speaker = message.name().orElse(Views.lower(message.role()));
        out.stream()
                .printf("%n%s: %s%n", Output.printable(speaker), Output.printable(message.text()));
        message.toolCalls().forEach(call -> out.stream().println(Output.printable(line(call))));
    }

    private static String line(ToolCall call) {
        return "  → " + call.name() + "(" + call.arguments() + ")";
    }
}
