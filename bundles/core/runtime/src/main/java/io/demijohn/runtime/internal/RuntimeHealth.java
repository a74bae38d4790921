package io.demijohn.runtime.internal;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.runtime.internal.run.Desk;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether runs can be accepted and written down. */
@Component(service = HealthCheck.class)
public final class RuntimeHealth implements HealthCheck {

    private final Desk desk;

    /**
     * A check of the runtime.
     *
     * @param runtime has the threads
     */
    @Activate
    public RuntimeHealth(@Reference AgentRuntime runtime) {
        this.desk = runtime.desk();
    }

    @Override
    public String name() {
        return "runtime";
    }

    @Override
    public boolean required() {
        return true;
    }

    /** Not a fault of the platform, but somebody has to look. */
    private static String waiting(int threads) {
        return threads == 0
                ? ""
                : "; "
                        + threads
                        + " threads wait for a person to say what became of a call of a tool:"
                        + " run:list --parked, then run:resolve";
    }

    private static String parked(int runs) {
        return runs == 0
                ? ""
                : "; " + runs + " runs wait for a bundle: run:list --waiting says for which";
    }

    @Override
    public Health check() {
        Optional<CheckpointException> trouble = desk.trouble();
        if (trouble.isEmpty()) {
            return full().orElseGet(this::well);
        }
        String message = "runs are not written down: " + trouble.get().getMessage();
        return switch (trouble.get().kind()) {
            case OVERLOADED -> Health.degraded(message, "send less, or use a faster disk");
            case FENCED -> Health.down(message, "another process owns the store: restart this one");
            default ->
                    Health.down(
                            message,
                            "repair the checkpoint store; runs go on by themselves within minutes");
        };
    }

    /** Still ready: what was accepted is worked on, and who is refused is told when to come. */
    private Optional<Health> full() {
        return desk.orchestrator()
                .refusal()
                .map(
                        reason ->
                                Health.degraded(
                                        reason,
                                        "run:queue says whose runs wait; send less, or raise"
                                                + " active.runs and queue.runs"));
    }

    private Health well() {
        return Health.up(
                desk.openRuns()
                        + " open runs, "
                        + desk.orchestrator().active()
                        + " of them at work, "
                        + desk.knownThreads()
                        + " threads"
                        + waiting(desk.inQuestion())
                        + parked(desk.waitingForBundle()));
    }
}
