package io.demijohn.shell.internal.agent;

import io.demijohn.agent.AgentService;
import io.demijohn.agent.AgentThread;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunService;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.ThreadService;
import io.demijohn.shell.internal.Output;
import io.demijohn.shell.internal.Views;
import io.demijohn.shell.internal.thread.ThreadIds;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Talks with an agent, line by line, on one durable thread. */
@Service
@Command(
        scope = "agent",
        name = "chat",
        description = "Talk with an agent; Ctrl-C cancels its run, Ctrl-D or /exit leaves",
        detailedDescription =
                "Example:\n  agent:chat agent\n  agent:chat --message 'What is 6*7?' agent\n"
                        + "  agent:chat --thread 0b8f1f8e-4b0c-4f6e-9a53-1f0f4be6a9d1 agent")
@NullUnmarked
public final class AgentChat extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private AgentService agents;

    @Reference(optional = true)
    private ThreadService threads;

    @Reference(optional = true)
    private RunService runs;

    @Argument(name = "name", description = "The agent; the default is 'agent'")
    @Completion(AgentNames.class)
    private String name = AgentService.BUILT_IN;

    @Option(name = "--thread", description = "Go on with this thread; the default is a new one")
    @Completion(ThreadIds.class)
    private @Nullable String threadId;

    @Option(name = "--message", description = "Say this, print the answer and leave")
    private @Nullable String message;

    @Override
    protected void run(Output out) throws Exception {
        if (there(agents).find(tenant, name).isEmpty()) {
            throw unknown("agent", name, "agent:list");
        }
        AgentThread thread = thread();
        var conversation = new Conversation(there(runs), tenant, name, thread.id(), out);
        if (message != null) {
            Run run = conversation.say(message, new Interruption());
            if (run.status() != RunStatus.SUCCESS) {
                // So that a script sees it, too.
                throw new IllegalStateException("the run ended as " + Views.lower(run.status()));
            }
            return;
        }
        if (!out.json()) {
            out.stream().println("thread " + thread.id() + "; Ctrl-D or /exit leaves");
        }
        new ChatPrompt(session, name).converse(conversation);
    }

    /** The answer is printed by the threads that bring it, which have no place in a pipe. */
    @Override
    protected PrintStream stream() {
        return session.getConsole();
    }

    private AgentThread thread() throws Exception {
        if (threadId == null) {
            return await(there(threads).create(tenant, Optional.empty(), Map.of()));
        }
        return there(threads)
                .find(tenant, threadId)
                .orElseThrow(() -> unknown("thread", threadId, "thread:list"));
    }
}
