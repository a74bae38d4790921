package io.demijohn.shell.internal;

import io.demijohn.agent.AgentException;
import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.model.ModelException;
import io.demijohn.tenant.TenantException;
import io.demijohn.tool.ToolException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A command with the options that all of ours have. The shell fills the fields of each instance.
 */
@NullUnmarked
public abstract class Command implements Action {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Reference protected Session session;

    @Option(name = "--tenant", description = "Whose data; the default is 'default'")
    protected String tenant = CallContext.DEFAULT_TENANT;

    @Option(name = "--json", description = "Print JSON instead of a table")
    private boolean json;

    @Override
    public final @Nullable Object execute() throws Exception {
        try {
            run(new Output(stream(), json));
            return null;
        } catch (IllegalArgumentException
                | IllegalStateException
                | AgentException
                | ModelException
                | TenantException
                | ToolException
                | CheckpointException e) {
            // A refusal, of which the log of the platform needs no stack trace.
            String refusal = Output.printable(String.valueOf(e.getMessage()));
            throw new CommandException("Error executing command: " + refusal, refusal, e);
        }
    }

    /**
     * Where the answer goes: what the shell has put in this thread's place of standard output, so
     * that {@code | grep} sees it.
     */
    @SuppressWarnings("SystemOut") // in a shell it is the shell's
    protected PrintStream stream() {
        return System.out;
    }

    /**
     * Does the work.
     *
     * @param out where the answer goes
     */
    protected abstract void run(Output out) throws Exception;

    /** The context of a call that a person makes by hand. */
    protected final CallContext context(Cancellation cancellation) {
        return new CallContext(
                tenant,
                "shell-" + UUID.randomUUID(),
                Optional.empty(),
                Instant.now().plus(PATIENCE),
                cancellation);
    }

    /**
     * A service of the platform. References are optional so that a command whose service is missing
     * can say so: with a mandatory one the shell would hide every command of this bundle, the
     * doctor's too.
     */
    protected static <T> T there(@Nullable T service) {
        if (service == null) {
            throw new IllegalStateException(
                    "the platform's service for this is not running; demijohn:doctor says why");
        }
        return service;
    }

    /** Waits, within bounds, and unwraps the failure so that the shell prints its sentence. */
    protected static <T> T await(CompletionStage<T> stage) throws Exception {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What an unknown id is told. */
    protected static IllegalArgumentException unknown(String what, String id, String list) {
        return new IllegalArgumentException("no " + what + " " + id + "; " + list + " shows them");
    }
}
