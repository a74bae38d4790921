package io.demijohn.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@link ChatModel} promises, as tests. Extend it, say in {@link #situations()} what you can
 * provoke, and make a {@link ModelStand} for each. What you declare is tested: a situation or a
 * feature that is declared and does not happen is a failure.
 */
public abstract class ChatModelContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);

    /** What a model may or may not be able to do. */
    public enum Feature {
        /** Answers of several words come in several pieces. */
        STREAMING,
        /** Answers say how many tokens they took. */
        USAGE
    }

    /** For subclasses. */
    protected ChatModelContract() {}

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
     * @return at least {@link Situation#ANSWERS}; all of them unless overridden
     */
    protected Set<Situation> situations() {
        return EnumSet.allOf(Situation.class);
    }

    /**
     * What the model can do.
     *
     * @return all of it unless overridden
     */
    protected Set<Feature> features() {
        return EnumSet.allOf(Feature.class);
    }

    /**
     * Failures of the provider that you can provoke, and the kind that each must become.
     *
     * @return by a name that {@link #failing} understands; none unless overridden
     */
    protected Map<String, Kind> failures() {
        return Map.of();
    }

    /**
     * Makes a model whose provider fails in a named way.
     *
     * @param failure a key of {@link #failures()}
     * @return a fresh stand; the contract closes it
     */
    protected ModelStand failing(String failure) {
        throw new AssertionError("override failing(String): failures() declares " + failure);
    }

    /**
     * How long stopping may take while calls are open.
     *
     * @return 15 seconds unless overridden
     */
    protected Duration stopLimit() {
        return Duration.ofSeconds(15);
    }

    /**
     * All that is promised for what was declared.
     *
     * @return one test a promise
     */
    @TestFactory
    Stream<DynamicTest> contract() {
        List<DynamicTest> tests = new ArrayList<>();
        answers(tests);
        check(tests, Situation.CALLS_TOOLS, "tool calls join to the result", this::joinsToolCalls);
        check(
                tests,
                Situation.FAILS_BEFORE_FIRST,
                "failure before the first piece",
                this::failsBefore);
        check(
                tests,
                Situation.FAILS_AFTER_FIRST,
                "failure after the first piece",
                this::failsAfter);
        hangs(tests);
        check(tests, Situation.STALLS, "cancelled in mid-stream", this::cancelledMidStream);
        check(tests, Situation.STALLS, "deadline in mid-stream", this::deadlineMidStream);
        failures()
                .forEach(
                        (name, kind) ->
                                tests.add(
                                        dynamicTest(
                                                "failure: " + name + " is " + kind,
                                                () -> failsAs(name, kind))));
        return tests.stream();
    }

    private void answers(List<DynamicTest> tests) {
        check(tests, Situation.ANSWERS, "info does not change", this::describesItself);
        check(tests, Situation.ANSWERS, "pieces join to the result", this::joinsText);
        check(tests, Situation.ANSWERS, "forty calls at once", this::fortyAtOnce);
        check(tests, Situation.ANSWERS, "cancelled before the call", this::cancelledBefore);
        check(tests, Situation.ANSWERS, "deadline already passed", this::deadlinePassed);
        check(tests, Situation.ANSWERS, "a listener that throws", this::survivesListener);
        check(tests, Situation.ANSWERS, "a call after stop", this::refusesAfterStop);
        Questions.odd()
                .forEach(
                        (name, request) ->
                                check(
                                        tests,
                                        Situation.ANSWERS,
                                        "odd request: " + name,
                                        stand -> survives(stand, request)));
    }

    private void hangs(List<DynamicTest> tests) {
        check(tests, Situation.HANGS, "holds no thread while it waits", this::holdsNoThread);
        check(tests, Situation.HANGS, "cancelled while it waits", this::cancelledWaiting);
        check(tests, Situation.HANGS, "deadline while it waits", this::deadlineWaiting);
        check(tests, Situation.HANGS, "stopped while it waits", this::stoppedWaiting);
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

    private void describesItself(ModelStand stand) {
        assertFalse(stand.model().info().name().isBlank(), "info().name() is blank");
        assertFalse(stand.model().info().provider().isBlank(), "info().provider() is blank");
        assertEquals(stand.model().info(), stand.model().info(), "info() has changed");
    }

    private void joinsText(ModelStand stand) {
        ChatResult result = complete(stand, Questions.plain("Say a few words."));
        assertFalse(result.message().text().isBlank(), "the answer has no text");
        assertEquals(Role.ASSISTANT, result.message().role());
        assertNotEquals(FinishReason.TOOL_CALLS, result.finishReason());
        assertFalse(result.model().isBlank(), "result.model() is blank");
        if (features().contains(Feature.USAGE)) {
            assertTrue(result.usage().isPresent(), "USAGE is declared, but usage is empty");
        }
    }

    private void joinsToolCalls(ModelStand stand) {
        ChatResult result = complete(stand, Questions.withTools());
        assertEquals(FinishReason.TOOL_CALLS, result.finishReason());
        assertEquals(2, result.message().toolCalls().size(), "the number of tool calls");
        result.message()
                .toolCalls()
                .forEach(call -> assertEquals(Questions.LOOKUP.name(), call.name()));
        assertNotEquals(
                result.message().toolCalls().get(0).id(),
                result.message().toolCalls().get(1).id(),
                "both tool calls have one id");
    }

    private void fortyAtOnce(ModelStand stand) {
        List<RecordingListener> listeners =
                IntStream.range(0, 40)
                        .mapToObj(i -> ask(stand.model(), Questions.plain("Question " + i)))
                        .toList();
        listeners.forEach(this::assertComplete);
    }

    private void cancelledBefore(ModelStand stand) {
        CancellationSource cancelled = new CancellationSource();
        cancelled.cancel();
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(PATIENCE, cancelled), listener);
        assertFailed(listener, Kind.CANCELLED, Watch.PROMPTLY);
    }

    private void deadlinePassed(ModelStand stand) {
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(Duration.ofSeconds(-1)), listener);
        assertFailed(listener, Kind.TIMEOUT, Watch.PROMPTLY);
    }

    private void survivesListener(ModelStand stand) {
        IllegalStateException defect = new IllegalStateException("a listener's defect");
        RecordingListener throwing =
                new RecordingListener(
                        delta -> {
                            throw defect;
                        });
        try {
            chat(stand.model(), Questions.within(PATIENCE), throwing);
        } catch (IllegalStateException e) {
            // A model that answers before chat() returns may hand the listener's own defect back.
            assertEquals(defect, e);
        }
        assertTrue(throwing.awaitFirst(PATIENCE), "no piece came");
        complete(stand, Questions.plain("Are you still there?"));
    }

    private void refusesAfterStop(ModelStand stand) {
        complete(stand, Questions.plain("Say a few words."));
        stand.stop();
        RecordingListener late = ask(stand.model(), Questions.plain("Too late?"));
        assertTrue(late.awaitEnd(PATIENCE), "a call after stop never ended");
        late.error()
                .ifPresent(error -> assertEquals(Kind.UNAVAILABLE, error.kind(), error::toString));
    }

    private void survives(ModelStand stand, ChatRequest request) {
        RecordingListener listener = ask(stand.model(), request);
        assertTrue(listener.awaitEnd(PATIENCE), "the call never ended");
        assertEquals(List.of(), listener.breaches());
        listener.error()
                .ifPresent(error -> assertNotEquals(Kind.INTERNAL, error.kind(), error::toString));
    }

    private void failsBefore(ModelStand stand) {
        RecordingListener listener = ask(stand.model(), Questions.plain("Fail."));
        assertProviderFailed(listener);
        assertEquals(List.of(), listener.deltas(), "pieces came before the failure");
    }

    private void failsAfter(ModelStand stand) {
        RecordingListener listener = ask(stand.model(), Questions.plain("Fail later."));
        assertProviderFailed(listener);
        assertFalse(listener.deltas().isEmpty(), "no piece came before the failure");
    }

    private void failsAs(String failure, Kind kind) {
        try (ModelStand stand = failing(failure)) {
            RecordingListener listener = ask(stand.model(), Questions.plain("Fail."));
            assertFailed(listener, kind, PATIENCE);
        }
    }

    private void holdsNoThread(ModelStand stand) {
        int calls = 100;
        CancellationSource end = new CancellationSource();
        List<RecordingListener> listeners = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            listeners.add(new RecordingListener());
            chat(stand.model(), Questions.within(PATIENCE, end), listeners.get(i));
        }
        Watch.fewThreadsInside(stand.model(), getClass());
        end.cancel();
        listeners.forEach(listener -> assertFailed(listener, Kind.CANCELLED, PATIENCE));
    }

    private void cancelledWaiting(ModelStand stand) {
        CancellationSource cancellation = new CancellationSource();
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(PATIENCE, cancellation), listener);
        assertFalse(
                listener.awaitEnd(SOON), () -> "HANGS is declared, but it ended: " + end(listener));
        Watch.within(Watch.PROMPTLY, "cancelling", cancellation::cancel);
        assertFailed(listener, Kind.CANCELLED, Watch.PROMPTLY);
        assertTrue(stand.disconnected(Watch.PROMPTLY), "the provider's connection is still open");
    }

    private void deadlineWaiting(ModelStand stand) {
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(SOON), listener);
        assertFailed(listener, Kind.TIMEOUT, SOON.plus(Watch.PROMPTLY));
        assertTrue(stand.disconnected(Watch.PROMPTLY), "the provider's connection is still open");
    }

    private void stoppedWaiting(ModelStand stand) {
        List<RecordingListener> open =
                IntStream.range(0, 10)
                        .mapToObj(i -> ask(stand.model(), Questions.plain("Question " + i)))
                        .toList();
        Watch.within(stopLimit(), "stopping", stand::stop);
        open.forEach(listener -> assertFailed(listener, Kind.UNAVAILABLE, Watch.PROMPTLY));
    }

    private void cancelledMidStream(ModelStand stand) {
        CancellationSource cancellation = new CancellationSource();
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(PATIENCE, cancellation), listener);
        assertTrue(listener.awaitFirst(PATIENCE), "STALLS is declared, but no piece came");
        assertFalse(
                listener.awaitEnd(SOON),
                () -> "STALLS is declared, but it ended: " + end(listener));
        cancellation.cancel();
        assertFailed(listener, Kind.CANCELLED, Watch.PROMPTLY);
        assertTrue(stand.disconnected(Watch.PROMPTLY), "the provider's connection is still open");
    }

    private void deadlineMidStream(ModelStand stand) {
        RecordingListener listener = new RecordingListener();
        chat(stand.model(), Questions.within(Duration.ofSeconds(1)), listener);
        assertFailed(listener, Kind.TIMEOUT, Watch.PROMPTLY.plusSeconds(1));
        assertFalse(listener.deltas().isEmpty(), "STALLS is declared, but no piece came");
    }

    private ChatResult complete(ModelStand stand, ChatRequest request) {
        RecordingListener listener = ask(stand.model(), request);
        return assertComplete(listener);
    }

    private static RecordingListener ask(ChatModel model, ChatRequest request) {
        RecordingListener listener = new RecordingListener();
        chat(model, request, Questions.within(PATIENCE), listener);
        return listener;
    }

    private static void chat(ChatModel model, CallContext context, RecordingListener listener) {
        chat(model, Questions.plain("Say a few words."), context, listener);
    }

    private static void chat(
            ChatModel model, ChatRequest request, CallContext context, RecordingListener listener) {
        Watch.within(Watch.PROMPTLY, "chat()", () -> model.chat(request, context, listener));
    }

    private ChatResult assertComplete(RecordingListener listener) {
        assertTrue(listener.awaitEnd(PATIENCE), "the call never ended");
        assertTrue(listener.result().isPresent(), () -> "the call failed: " + listener.error());
        ChatResult result = listener.result().orElseThrow();
        Message message = result.message();
        assertEquals(message.text(), listener.text(), "the joined pieces of text");
        assertEquals(message.toolCalls(), listener.toolCalls(), "the joined pieces of tool calls");
        assertEquals(List.of(), listener.breaches());
        if (features().contains(Feature.STREAMING) && message.toolCalls().isEmpty()) {
            assertTrue(listener.deltas().size() > 1, "STREAMING is declared, but one piece came");
        }
        return result;
    }

    private static void assertProviderFailed(RecordingListener listener) {
        assertTrue(listener.awaitEnd(PATIENCE), "the call never ended");
        Kind kind = assertError(listener).kind();
        assertFalse(
                Set.of(Kind.CANCELLED, Kind.INTERNAL).contains(kind),
                () -> "a provider's failure is not " + kind);
    }

    private static void assertFailed(RecordingListener listener, Kind kind, Duration limit) {
        assertTrue(listener.awaitEnd(limit), () -> "no end within " + limit.toMillis() + " ms");
        ModelException error = assertError(listener);
        assertEquals(kind, error.kind(), error::toString);
    }

    private static ModelException assertError(RecordingListener listener) {
        assertTrue(listener.error().isPresent(), "the call completed and should have failed");
        assertEquals(List.of(), listener.breaches());
        return listener.error().orElseThrow();
    }

    private static String end(RecordingListener listener) {
        return listener.error().map(Object::toString).orElse("complete");
    }
}
