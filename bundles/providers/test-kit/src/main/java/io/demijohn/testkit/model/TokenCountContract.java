package io.demijohn.testkit.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.TokenCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@link ChatModel#countTokens} promises when a model overrides it, as tests. Extend it and
 * make a {@link ModelStand}.
 */
public abstract class TokenCountContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);

    /** What a model's surroundings do to every call. */
    public enum Situation {
        /** The provider counts. */
        ANSWERS,
        /** The provider fails. */
        FAILS,
        /** Nothing comes until the call is cancelled or the stand is closed. */
        HANGS
    }

    /** For subclasses. */
    protected TokenCountContract() {}

    /**
     * Makes a model whose surroundings do this to every call.
     *
     * @param situation one of {@link #situations()}
     * @return a fresh stand; the contract closes it
     */
    protected abstract ModelStand stand(Situation situation);

    /**
     * What {@link #stand} can provoke.
     *
     * @return all of it unless overridden
     */
    protected Set<Situation> situations() {
        return EnumSet.allOf(Situation.class);
    }

    /**
     * All that is promised for what was declared.
     *
     * @return one test a promise
     */
    @TestFactory
    Stream<DynamicTest> contract() {
        List<DynamicTest> tests = new ArrayList<>();
        check(tests, Situation.ANSWERS, "a count", this::counts);
        check(tests, Situation.ANSWERS, "forty counts at once", this::fortyAtOnce);
        check(tests, Situation.ANSWERS, "cancelled before the call", this::cancelledBefore);
        check(tests, Situation.ANSWERS, "deadline already passed", this::deadlinePassed);
        Questions.odd()
                .forEach(
                        (name, request) ->
                                check(
                                        tests,
                                        Situation.ANSWERS,
                                        "odd request: " + name,
                                        stand -> survives(stand, request)));
        check(tests, Situation.FAILS, "a failure of the provider", this::fails);
        check(tests, Situation.HANGS, "holds no thread while it waits", this::holdsNoThread);
        check(tests, Situation.HANGS, "cancelled while it waits", this::cancelledWaiting);
        check(tests, Situation.HANGS, "deadline while it waits", this::deadlineWaiting);
        check(tests, Situation.HANGS, "stopped while it waits", this::stoppedWaiting);
        return tests.stream();
    }

    private void check(
            List<DynamicTest> tests, Situation situation, String name, Consumer<ModelStand> body) {
        if (situations().contains(situation)) {
            tests.add(
                    dynamicTest(
                            name,
                            () -> {
                                try (ModelStand stand = stand(situation)) {
                                    body.accept(stand);
                                }
                            }));
        }
    }

    private void counts(ModelStand stand) {
        TokenCount count = Whole.complete(ask(stand, Questions.within(PATIENCE)));
        assertFalse(count.estimated(), "countTokens is declared, but it estimates");
        assertTrue(count.inputTokens() > 0, "the count is 0");
    }

    private void fortyAtOnce(ModelStand stand) {
        open(stand, 40, new CancellationSource()).forEach(Whole::complete);
    }

    private void cancelledBefore(ModelStand stand) {
        CancellationSource cancelled = new CancellationSource();
        cancelled.cancel();
        Whole.failed(
                ask(stand, Questions.within(PATIENCE, cancelled)), Kind.CANCELLED, Watch.PROMPTLY);
    }

    private void deadlinePassed(ModelStand stand) {
        Whole.failed(
                ask(stand, Questions.within(Duration.ofSeconds(-1))), Kind.TIMEOUT, Watch.PROMPTLY);
    }

    private void survives(ModelStand stand, ChatRequest request) {
        CompletableFuture<TokenCount> answer = ask(stand, request, Questions.within(PATIENCE));
        if (!Whole.refused(answer)) {
            Whole.complete(answer);
        }
    }

    private void fails(ModelStand stand) {
        Kind kind = Whole.failure(ask(stand, Questions.within(PATIENCE)), PATIENCE).kind();
        assertFalse(
                Set.of(Kind.CANCELLED, Kind.INTERNAL).contains(kind),
                () -> "a provider's failure is not " + kind);
    }

    private void holdsNoThread(ModelStand stand) {
        CancellationSource end = new CancellationSource();
        List<CompletableFuture<TokenCount>> open = open(stand, 100, end);
        Watch.fewThreadsInside(stand.model(), getClass());
        end.cancel();
        open.forEach(answer -> Whole.failed(answer, Kind.CANCELLED, PATIENCE));
    }

    private void cancelledWaiting(ModelStand stand) {
        CancellationSource cancellation = new CancellationSource();
        CompletableFuture<TokenCount> answer = ask(stand, Questions.within(PATIENCE, cancellation));
        assertFalse(answer.isDone(), "HANGS is declared, but it ended");
        Watch.within(Watch.PROMPTLY, "cancelling", cancellation::cancel);
        Whole.failed(answer, Kind.CANCELLED, Watch.PROMPTLY);
        assertTrue(stand.disconnected(Watch.PROMPTLY), "the provider's connection is still open");
    }

    private void deadlineWaiting(ModelStand stand) {
        Whole.failed(ask(stand, Questions.within(SOON)), Kind.TIMEOUT, SOON.plus(Watch.PROMPTLY));
    }

    private void stoppedWaiting(ModelStand stand) {
        CompletableFuture<TokenCount> open = ask(stand, Questions.within(PATIENCE));
        Watch.within(PATIENCE, "stopping", stand::stop);
        Whole.failed(open, Kind.UNAVAILABLE, Watch.PROMPTLY);
    }

    private static List<CompletableFuture<TokenCount>> open(
            ModelStand stand, int calls, CancellationSource end) {
        return IntStream.range(0, calls)
                .mapToObj(i -> ask(stand, Questions.within(PATIENCE, end)))
                .toList();
    }

    private static CompletableFuture<TokenCount> ask(ModelStand stand, CallContext context) {
        return ask(stand, Questions.plain("How long is this?"), context);
    }

    private static CompletableFuture<TokenCount> ask(
            ModelStand stand, ChatRequest request, CallContext context) {
        return Whole.ask("countTokens()", () -> stand.model().countTokens(request, context));
    }
}
