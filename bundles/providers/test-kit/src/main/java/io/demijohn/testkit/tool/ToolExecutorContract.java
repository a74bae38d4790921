package io.demijohn.testkit.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.demijohn.call.CallContext;
import io.demijohn.call.Cancellation;
import io.demijohn.call.CancellationSource;
import io.demijohn.tool.SideEffect;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolException.Kind;
import io.demijohn.tool.ToolExecutor;
import io.demijohn.tool.ToolInvocation;
import io.demijohn.tool.ToolProbe;
import io.demijohn.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@link ToolExecutor} promises, as tests. Extend it, say in {@link #situations()} what you
 * can provoke, and make a {@link ToolStand} for each.
 */
public abstract class ToolExecutorContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A second is promised; a busy build machine gets two more. Whatever hangs takes longer. */
    private static final Duration PROMPTLY = Duration.ofSeconds(3);

    private static final Duration SOON = Duration.ofMillis(300);

    /** What a tool's surroundings do to every call. */
    public enum Situation {
        /** The tool can do its work. */
        WORKS,
        /** What the tool calls fails: the result says so, or the call ends with an exception. */
        FAILS,
        /** What the tool waits for does not come until the call is cancelled. */
        HANGS
    }

    /** For subclasses. */
    protected ToolExecutorContract() {}

    /**
     * Makes a tool whose surroundings do this to every call.
     *
     * @param situation one of {@link #situations()}
     * @return a fresh stand; the contract closes it
     */
    protected abstract ToolStand stand(Situation situation);

    /**
     * Arguments that fit the tool's schema.
     *
     * @return JSON values by name
     */
    protected abstract Map<String, Object> arguments();

    /**
     * What {@link #stand} can provoke.
     *
     * @return only {@link Situation#WORKS} unless overridden
     */
    protected Set<Situation> situations() {
        return EnumSet.of(Situation.WORKS);
    }

    /**
     * All that is promised for what was declared.
     *
     * @return one test a promise
     */
    @TestFactory
    Stream<DynamicTest> contract() {
        List<DynamicTest> tests = new ArrayList<>();
        check(tests, Situation.WORKS, "spec does not change", this::describesItself);
        check(tests, Situation.WORKS, "a call works", this::works);
        check(tests, Situation.WORKS, "forty calls at once", this::fortyAtOnce);
        check(tests, Situation.WORKS, "the declared side effect", this::effects);
        check(tests, Situation.WORKS, "a probe tells and does not act", this::probes);
        check(tests, Situation.WORKS, "wrong arguments do not throw", this::wrongArguments);
        check(tests, Situation.WORKS, "cancelled before the call", this::cancelledBefore);
        check(tests, Situation.WORKS, "deadline already passed", this::deadlinePassed);
        check(tests, Situation.WORKS, "a call after stop", this::callAfterStop);
        check(tests, Situation.FAILS, "a failure is told", this::fails);
        check(tests, Situation.HANGS, "cancelled while it waits", this::cancelledWaiting);
        check(tests, Situation.HANGS, "deadline while it waits", this::deadlineWaiting);
        check(tests, Situation.HANGS, "stopped while it waits", this::stoppedWaiting);
        return tests.stream();
    }

    private void check(
            List<DynamicTest> tests, Situation situation, String name, Consumer<ToolStand> body) {
        if (situations().contains(situation)) {
            tests.add(
                    dynamicTest(
                            name,
                            () -> {
                                try (ToolStand stand = stand(situation)) {
                                    body.accept(stand);
                                }
                            }));
        }
    }

    private void describesItself(ToolStand stand) {
        assertEquals(stand.tool().spec(), stand.tool().spec(), "spec() has changed");
        assertFalse(stand.tool().spec().description().isBlank(), "spec().description() is blank");
        assertTrue(
                stand.tool().spec().parameters().strip().startsWith("{"),
                "spec().parameters() must be a JSON Schema object");
    }

    private void works(ToolStand stand) {
        ToolResult result = complete(call(stand, "k1"));
        assertFalse(result.failed(), () -> "the call failed: " + result.text());
    }

    private void fortyAtOnce(ToolStand stand) {
        IntStream.range(0, 40)
                .mapToObj(i -> call(stand, "k" + i))
                .toList()
                .forEach(ToolExecutorContract::complete);
    }

    private void effects(ToolStand stand) {
        complete(call(stand, "same"));
        complete(call(stand, "same"));
        SideEffect declared = stand.tool().spec().sideEffect();
        if (declared == SideEffect.IDEMPOTENT) {
            assertTrue(
                    stand.effects().isPresent(),
                    "IDEMPOTENT is declared: override effects() so that it can be shown");
            assertEquals(1, stand.effects().getAsLong(), "effects of two calls with one key");
        } else if (declared == SideEffect.NONE) {
            assertEquals(0, stand.effects().orElse(0), "NONE is declared, but the tool has acted");
        }
    }

    /** UNKNOWN is always right; what is said beyond that has to be true. */
    private void probes(ToolStand stand) {
        complete(call(stand, "made"));
        long acted = stand.effects().orElse(0);
        ToolProbe.State made = probe(stand, "made");
        ToolProbe.State never = probe(stand, "never-made");
        assertTrue(made != ToolProbe.State.NOT_HAPPENED, "the call has happened");
        assertTrue(never != ToolProbe.State.HAPPENED, "the call has not happened");
        assertEquals(acted, stand.effects().orElse(0), "a probe has acted");
    }

    private ToolProbe.State probe(ToolStand stand, String key) {
        ToolInvocation invocation = new ToolInvocation("call-" + key, key, arguments());
        try {
            return stand.tool()
                    .probe(invocation, within(PATIENCE))
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .state();
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError("probe() must complete", e);
        }
    }

    private void wrongArguments(ToolStand stand) {
        Map<String, Object> wrong = Map.of("no-such-argument", List.of(Map.of("a", true)));
        CompletableFuture<ToolResult> answer =
                execute(stand, new ToolInvocation("c", "k", wrong), within(PATIENCE));
        ended(answer, PATIENCE);
    }

    private void cancelledBefore(ToolStand stand) {
        CancellationSource cancelled = new CancellationSource();
        cancelled.cancel();
        // Work that is done before returning may as well be handed over.
        ended(call(stand, "k1", within(PATIENCE, cancelled)), PROMPTLY)
                .ifPresent(failure -> assertEquals(Kind.CANCELLED, failure.kind()));
    }

    private void deadlinePassed(ToolStand stand) {
        ended(call(stand, "k1", within(Duration.ofSeconds(-1))), PROMPTLY)
                .ifPresent(failure -> assertEquals(Kind.TIMEOUT, failure.kind()));
    }

    private void callAfterStop(ToolStand stand) {
        stand.stop();
        ended(call(stand, "k1"), PATIENCE)
                .ifPresent(failure -> assertEquals(Kind.UNAVAILABLE, failure.kind()));
    }

    private void fails(ToolStand stand) {
        CompletableFuture<ToolResult> answer = call(stand, "k1");
        Optional<ToolException> failure = ended(answer, PATIENCE);
        if (failure.isEmpty()) {
            assertTrue(complete(answer).failed(), "FAILS is declared, but the call worked");
        }
        failure.ifPresent(
                e ->
                        assertFalse(
                                Set.of(Kind.CANCELLED, Kind.INTERNAL).contains(e.kind()),
                                () -> "a failure from outside is not " + e.kind()));
    }

    private void cancelledWaiting(ToolStand stand) {
        CancellationSource cancellation = new CancellationSource();
        CompletableFuture<ToolResult> answer = call(stand, "k1", within(PATIENCE, cancellation));
        assertFalse(answer.isDone(), "HANGS is declared, but the call ended");
        timed("cancelling", cancellation::cancel);
        failed(answer, Kind.CANCELLED, PROMPTLY);
    }

    private void deadlineWaiting(ToolStand stand) {
        failed(call(stand, "k1", within(SOON)), Kind.TIMEOUT, SOON.plus(PROMPTLY));
    }

    private void stoppedWaiting(ToolStand stand) {
        CompletableFuture<ToolResult> open = call(stand, "k1");
        stand.stop();
        Kind kind = ended(open, PROMPTLY).map(ToolException::kind).orElse(Kind.INTERNAL);
        assertTrue(
                kind == Kind.UNAVAILABLE || kind == Kind.OUTCOME_UNKNOWN,
                () -> "UNAVAILABLE (nothing happened) or OUTCOME_UNKNOWN, not " + kind);
        assertFalse(
                kind == Kind.UNAVAILABLE && stand.effects().orElse(0) > 0,
                "the tool has acted, and says that it has not: OUTCOME_UNKNOWN");
    }

    private CompletableFuture<ToolResult> call(ToolStand stand, String key) {
        return call(stand, key, within(PATIENCE));
    }

    private CompletableFuture<ToolResult> call(ToolStand stand, String key, CallContext context) {
        return execute(stand, new ToolInvocation("call-" + key, key, arguments()), context);
    }

    private static CompletableFuture<ToolResult> execute(
            ToolStand stand, ToolInvocation invocation, CallContext context) {
        List<CompletableFuture<ToolResult>> answer = new ArrayList<>();
        timed(
                "execute()",
                () -> answer.add(stand.tool().execute(invocation, context).toCompletableFuture()));
        return answer.get(0);
    }

    private static void timed(String what, Runnable action) {
        long start = System.nanoTime();
        action.run();
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(took <= PROMPTLY.toMillis(), () -> what + " took " + took + " ms");
    }

    private static ToolResult complete(CompletableFuture<ToolResult> answer) {
        Optional<ToolException> failure = ended(answer, PATIENCE);
        assertTrue(failure.isEmpty(), () -> "the call failed: " + failure.orElseThrow());
        return answer.join();
    }

    private static void failed(CompletableFuture<ToolResult> answer, Kind kind, Duration limit) {
        Optional<ToolException> failure = ended(answer, limit);
        assertTrue(failure.isPresent(), "the call completed and should have failed");
        assertEquals(kind, failure.get().kind(), failure.get()::toString);
    }

    private static Optional<ToolException> ended(
            CompletableFuture<ToolResult> answer, Duration limit) {
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolException failure) {
                return Optional.of(failure);
            }
            throw new AssertionError("not a ToolException", e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end within " + limit.toMillis() + " ms", e);
        }
    }

    private static CallContext within(Duration limit) {
        return within(limit, Cancellation.NEVER);
    }

    private static CallContext within(Duration limit, Cancellation cancellation) {
        return new CallContext(
                CallContext.DEFAULT_TENANT,
                "contract",
                Optional.empty(),
                Instant.now().plus(limit),
                cancellation);
    }
}
