package io.demijohn.shell.internal.thread;

import io.demijohn.agent.AgentThread;
import io.demijohn.agent.ThreadService;
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

/** Copies a thread. */
@Service
@Command(
        scope = "thread",
        name = "fork",
        description = "Copy a thread, up to a checkpoint, under a new id",
        detailedDescription = "Example:\n  thread:fork 0b8f1f8e-4b0c-4f6e-9a53-1f0f4be6a9d1")
@NullUnmarked
public final class ThreadFork extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private ThreadService threads;

    @Argument(name = "id", description = "The thread's id", required = true)
    @Completion(ThreadIds.class)
    private String id;

    @Option(name = "--checkpoint", description = "The last one to copy; the default is the latest")
    private @Nullable String checkpoint;

    @Override
    protected void run(Output out) throws Exception {
        AgentThread fork = await(there(threads).copy(tenant, id, Optional.ofNullable(checkpoint)));
        out.done("thread " + fork.id() + " continues from " + id, Views.thread(fork));
    }
}
