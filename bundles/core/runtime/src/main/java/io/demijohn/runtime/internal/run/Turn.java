package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentSpec;
import io.demijohn.agent.AgentVersion;
import io.demijohn.agent.Interrupt;
import io.demijohn.agent.Run.RunError;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateUpdate;
import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.runtime.internal.exec.Timers;
import io.demijohn.runtime.internal.journal.Fact;
import io.demijohn.runtime.internal.journal.OpenRun;
import io.demijohn.runtime.internal.journal.Origin;
import io.demijohn.runtime.internal.journal.Parked;
import io.demijohn.runtime.internal.journal.Position;
import io.demijohn.runtime.internal.journal.Progress;
import io.demijohn.runtime.internal.journal.RunOrder;
import io.demijohn.runtime.internal.journal.ThreadState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The active run of a thread: think, act, think again, until there is no call of a tool in the
 * answer. A state machine in the thread's mailbox; nothing here waits. What to do next is read from
 * the recorded state alone, so a run that another process began goes on like any other.
 */
final class Turn {

    private final Conversation thread;
    private final LiveRun run;
    private final RunOrder order;
    private final CancellationSource cancellation = new CancellationSource();
    private Timers.Timer timeout = Timers.Timer.NONE;
    private ParkedTurn parked = ParkedTurn.NOT;
    private int parks;
    private Instant deadline = Instant.MAX;
    private long tries;
    private long triesOfStep = -1;
    private boolean passBreakpoint;
    private boolean closed;
    private @Nullable ThreadState before;

    Turn(Conversation thread, LiveRun run) {
        this.thread = thread;
        this.run = run;
        this.order = run.order();
    }

    String runId() {
        return order.id();
    }

    LiveRun run() {
        return run;
    }

    Conversation thread() {
        return thread;
    }

    /**
     * Where the thread stood before the run. Perhaps not durable yet, so not to be read from the
     * store.
     *
     * @return empty when the run began in another life: then it is durable
     */
    Optional<ThreadState> before() {
        return Optional.ofNullable(before);
    }

    boolean closed() {
        return closed;
    }

    /** Begins a run that was accepted; first its state has to be what the agent reads. */
    void begin(Optional<StateUpdate> given) {
        thread.kernel().meters().started();
        before = thread.state();
        new Migration(this, moved -> begin(given, moved)).begin();
    }

    private void begin(Optional<StateUpdate> given, Optional<Fact> migrated) {
        ThreadState standing = thread.state();
        boolean answers = order.resume().isPresent() && standing.stop().paused();
        List<Fact> facts = new ArrayList<>(Opening.move(thread, order));
        Optional<StateUpdate> input = given.or(() -> Opening.replayed(thread, order));
        migrated.ifPresent(facts::add);
        facts.add(started(input, migrated.isPresent()));
        thread.record(facts, thread.state().open().size() > 1);
        passBreakpoint = input.isEmpty();
        if (order.resume().isPresent() && !answers) {
            end(RunStatus.SUCCESS, Optional.empty()); // the question was answered before
            return;
        }
        if (answers) {
            Answers.record(this, standing);
        }
        if (prepare()) {
            thread.whenDurable(this::advance);
        }
    }

    private Fact started(Optional<StateUpdate> input, boolean migrated) {
        Optional<AgentSpec> spec = version().map(AgentVersion::spec);
        Map<String, Origin> tools =
                spec.map(agent -> thread.kernel().toolbox().origins(agent.tools()))
                        .orElse(Map.of());
        int state = spec.map(AgentSpec::stateVersion).orElse(1);
        return new Fact.Started(thread.now(), runId(), attempt(), input, state, tools, migrated);
    }

    /**
     * Goes on with a run that another process began, or that the store had stopped.
     *
     * @param proven whether the store has to take a record first: a model is not paid for an answer
     *     that cannot be kept
     */
    void resume(boolean proven) {
        thread.kernel().meters().started();
        tries = 1;
        triesOfStep = progress().eventStep();
        passBreakpoint = progress().supersteps() == 0 && !order.hasInput();
        Optional<Parked> place = thread.state().open(runId()).flatMap(OpenRun::parked);
        if (place.isPresent() && version().isPresent()) {
            park(place.get().waitingFor());
            return;
        }
        if (!prepare()) {
            return;
        }
        if (proven) {
            thread.record(new Fact.Released(thread.now(), runId(), List.of()));
        }
        run.running(Instant.ofEpochMilli(progress().startedAt()));
        thread.whenDurable(this::advance);
    }

    private boolean prepare() {
        Optional<AgentVersion> agent = version();
        if (closed || agent.isEmpty()) {
            if (!closed) {
                fail("AgentMissing", "agent " + order.agent() + " is not there any more");
            }
            return false;
        }
        arm(agent.get().spec().limits().timeout());
        return true;
    }

    /** The clock of the time limit stands still while the run waits for a bundle. */
    private void arm(Duration limit) {
        timeout.cancel();
        deadline = Instant.ofEpochMilli(progress().startedAt() + progress().parked()).plus(limit);
        Duration left = Duration.between(thread.kernel().clock().instant(), deadline);
        timeout =
                thread.kernel()
                        .timers()
                        .after(
                                left.isNegative() ? Duration.ZERO : left,
                                () -> thread.tell(this::timedOut));
    }

    /**
     * Waits for a bundle that the next node needs, without a thread and without using up its time.
     *
     * @param waitingFor in words
     */
    void park(String waitingFor) {
        Needs needs = new Needs(this);
        park(waitingFor, () -> needs.missing().isEmpty(), this::unparked);
    }

    void park(String waitingFor, BooleanSupplier there, Runnable goOn) {
        timeout.cancel();
        parked = new ParkedTurn(this, there, goOn, parks++);
        parked.begin(waitingFor);
    }

    private void unparked() {
        arm(settings().spec().limits().timeout());
        thread.whenDurable(this::advance);
    }

    Optional<AgentVersion> version() {
        return thread.kernel()
                .agents()
                .version(thread.key().tenant(), order.agent(), order.agentVersion());
    }

    Settings settings() {
        return Settings.of(version().orElseThrow().spec(), order);
    }

    Progress progress() {
        return thread.state().progress().orElseThrow();
    }

    /** The attempt of the next events: grows within a step, and from life to life of the run. */
    long attempt() {
        long step = thread.state().progress().map(Progress::eventStep).orElse(0L);
        if (step != triesOfStep) {
            triesOfStep = step;
            tries = 0;
            parks = 0;
        }
        return run.firstAttempt() + tries;
    }

    /** What was spoken under the present attempt will never be recorded. */
    void nextAttempt() {
        attempt();
        tries++;
    }

    /** What is called from here has one more run above it than this run has. */
    CallContext context(CancellationSource inner) {
        return new CallContext(
                thread.key().tenant(),
                order.id(),
                Optional.empty(),
                deadline,
                inner,
                order.handling().depth() + 1,
                order.handling().key());
    }

    CancellationSource cancellation() {
        return cancellation;
    }

    /** Decides what comes next. */
    void advance() {
        if (closed) {
            return;
        }
        List<String> next = thread.state().position().next();
        if (next.isEmpty()) {
            end(RunStatus.SUCCESS, Optional.empty());
            return;
        }
        String node = next.get(0);
        if (!passBreakpoint && stopsAt(order.interruptBefore(), node)) {
            pause(List.of());
            return;
        }
        passBreakpoint = false;
        if (withinLimits()) {
            work(node);
        }
    }

    private void work(String node) {
        if (node.equals(Position.TOOLS)) {
            new ToolRound(this).begin();
        } else {
            new ModelStep(this).begin();
        }
    }

    /** After a node: a breakpoint there, or on. */
    void after(String node) {
        boolean more = !thread.state().position().next().isEmpty();
        if (more && stopsAt(order.interruptAfter(), node)) {
            pause(List.of());
        } else if (node.equals(Position.AGENT)) {
            advance(); // the next record goes into the same group as the answer
        } else {
            thread.whenDurable(this::advance);
        }
    }

    private static boolean stopsAt(List<String> nodes, String node) {
        return nodes.contains("*") || nodes.contains(node);
    }

    private boolean withinLimits() {
        Settings settings = settings();
        if (progress().supersteps() >= settings.maxSteps()) {
            fail(
                    "GraphRecursionError",
                    "Recursion limit of "
                            + settings.maxSteps()
                            + " reached without hitting a stop condition. You can increase the"
                            + " limit by setting the \"recursion_limit\" config key, up to the"
                            + " agent's limits.max_steps.");
            return false;
        }
        long maxTokens = settings.spec().limits().maxTokens();
        if (progress().tokens() >= maxTokens) {
            fail("TokenLimit", "the run has used its " + maxTokens + " tokens (limits.max_tokens)");
            return false;
        }
        return true;
    }

    void pause(List<Interrupt> interrupts) {
        long now = thread.now();
        nextAttempt();
        long attempt = attempt();
        thread.record(
                List.of(
                        new Fact.Paused(now, runId(), attempt, interrupts),
                        new Fact.Ended(now, runId(), attempt, RunStatus.SUCCESS, Optional.empty())),
                true);
    }

    void fail(String error, String message) {
        end(RunStatus.ERROR, Optional.of(new RunError(error, message)));
    }

    private void timedOut() {
        if (!closed) {
            end(
                    RunStatus.TIMEOUT,
                    Optional.of(
                            new RunError(
                                    "Timeout",
                                    "the run took longer than "
                                            + settings().spec().limits().timeout()
                                            + " (limits.timeout_seconds)")));
        }
    }

    void end(RunStatus status, Optional<RunError> error) {
        if (!closed) {
            nextAttempt();
            thread.record(new Fact.Ended(thread.now(), runId(), attempt(), status, error));
        }
    }

    /** Cancels what is under way; late answers are not heard. */
    void close() {
        if (!closed) {
            closed = true;
            thread.kernel().meters().left();
            timeout.cancel();
            parked.leave();
            cancellation.cancel();
        }
    }
}
