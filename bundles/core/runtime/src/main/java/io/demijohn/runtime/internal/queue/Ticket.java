package io.demijohn.runtime.internal.queue;

import io.demijohn.agent.RunPriority;
import io.demijohn.runtime.internal.exec.Timers;
import java.time.Duration;
import java.util.Objects;

/**
 * An open run in the orchestrator's eyes: all that is kept of one whose thread is not in memory.
 */
public final class Ticket {

    final Lane lane;
    RunPriority priority;
    volatile Stage stage = Stage.ADMITTING;
    boolean resumed;
    boolean delayed;
    boolean claimed;
    long since;
    Duration pause = Duration.ZERO;
    private Timers.Timer alarm = Timers.Timer.NONE;
    private long held;
    private volatile String runId = "";
    private volatile String threadId = "";
    private volatile String agent = "";

    Ticket(Lane lane, RunPriority priority, long since) {
        this.lane = lane;
        this.priority = priority;
        this.since = since;
    }

    synchronized long held() {
        return held;
    }

    /** The change; one that is gone holds nothing. */
    synchronized long hold(long bytes) {
        long wanted = stage == Stage.GONE ? 0 : bytes;
        long change = wanted - held;
        held = wanted;
        return change;
    }

    void name(String run, String thread, String agentName) {
        runId = Objects.requireNonNull(run, "run");
        threadId = Objects.requireNonNull(thread, "thread");
        agent = Objects.requireNonNull(agentName, "agent");
    }

    /**
     * Whether the run may go on.
     *
     * @return true while it has a slot
     */
    public boolean hasSlot() {
        return stage == Stage.ACTIVE;
    }

    /**
     * Whether the run waits, and is not being accepted.
     *
     * @return true without a slot
     */
    public boolean waits() {
        Stage now = stage;
        return now == Stage.QUEUED || now == Stage.HELD;
    }

    /**
     * How long to wait before its records are written.
     *
     * @return zero unless many of the tenant's runs wait
     */
    public Duration pause() {
        return pause;
    }

    /**
     * What reminds of its time. Cancelled with the run.
     *
     * @param next replaces the one before
     */
    public synchronized void alarm(Timers.Timer next) {
        alarm.cancel();
        alarm = stage == Stage.GONE ? Timers.Timer.NONE : next;
        if (stage == Stage.GONE) {
            next.cancel();
        }
    }

    /**
     * Whose run.
     *
     * @return the tenant
     */
    public String tenant() {
        return lane.tenant;
    }

    /**
     * Which run.
     *
     * @return its id
     */
    public String runId() {
        return runId;
    }

    /**
     * On which thread.
     *
     * @return its id
     */
    public String threadId() {
        return threadId;
    }

    /**
     * What it runs.
     *
     * @return the agent's name
     */
    public String agent() {
        return agent;
    }
}
