package io.demijohn.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.demijohn.call.CallContext;
import io.demijohn.call.CancellationSource;
import io.demijohn.model.Embedder;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What {@link Embedder} promises, as tests. Extend it and make an {@link EmbedderStand}. */
public abstract class EmbedderContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);

    /** What an embedder's surroundings do to every call. */
    public enum Situation {
        /** Each text gets a vector. */
        ANSWERS,
        /** The provider fails. */
        FAILS,
        /** Nothing comes until the call is cancelled or the stand is closed. */
        HANGS
    }

    /** For subclasses. */
    protected EmbedderContract() {}

    /**
     * Makes an embedder whose surroundings do this to every call.
     *
     * @param situation one of {@link #situations()}
     * @return a fresh stand; the contract closes it
     */
    protected abstract EmbedderStand stand(Situation situation);

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
        check(tests, Situation.ANSWERS, "info does not change", this::describesItself);
        check(tests, Situation.ANSWERS, "a vector for each text", this::embeds);
        check(tests, Situation.ANSWERS, "forty calls at once", this::fortyAtOnce);
        check(tests, Situation.ANSWERS, "cancelled before the call", this::cancelledBefore);
        check(tests, Situation.ANSWERS, "deadline already passed", this::deadlinePassed);
        check(tests, Situation.ANSWERS, "a length is kept or refused", this::ofLength);
        check(tests, Situation.HANGS, "holds no thread while it waits", this::holdsNoThread);
        check(tests, Situation.FAILS, "a failure of the provider", this::fails);
        check(tests, Situation.HANGS, "cancelled while it waits", this::cancelledWaiting);
        check(tests, Situation.HANGS, "deadline while it waits", this::deadlineWaiting);
        check(tests, Situation.HANGS, "stopped while it waits", this::stoppedWaiting);
        return tests.stream();
    }

    private void check(
            List<DynamicTest> tests,
            Situation situation,
            String name,
            Consumer<EmbedderStand> body) {
        if (situations().contains(situation)) {
            tests.add(
                    dynamicTest(
                            name,
                            () -> {
                                try (EmbedderStand stand = stand(situation)) {
                                    body.accept(stand);
                                }
                            }));
        }
    }

    private void describesItself(EmbedderStand stand) {
        assertFalse(stand.embedder().info().name().isBlank(), "info().name() is blank");
        assertEquals(stand.embedder().info(), stand.embedder().info(), "info() has changed");
    }

    private void embeds(EmbedderStand stand) {
        Embeddings three = Whole.complete(ask(stand, List.of("one", "", "\u6f22\ud83d\ude00")));
        assertEquals(3, three.vectors().size(), "the number of vectors");
        int length = three.vectors().get(0).length;
        assertTrue(length > 0, "a vector is empty");
        for (float[] vector : three.vectors()) {
            assertEquals(length, vector.length, "the length of a vector");
            for (float number : vector) {
                assertTrue(Float.isFinite(number), "a vector has a number that is not finite");
            }
        }
        assertFalse(three.model().isBlank(), "model() is blank");
    }

    private void fortyAtOnce(EmbedderStand stand) {
        IntStream.range(0, 40)
                .mapToObj(i -> ask(stand, List.of("text " + i)))
                .toList()
                .forEach(answer -> assertEquals(1, Whole.complete(answer).vectors().size()));
    }

    private void cancelledBefore(EmbedderStand stand) {
        CancellationSource cancelled = new CancellationSource();
        cancelled.cancel();
        Whole.failed(
                ask(stand, Questions.within(PATIENCE, cancelled)), Kind.CANCELLED, Watch.PROMPTLY);
    }

    private void deadlinePassed(EmbedderStand stand) {
        Whole.failed(
                ask(stand, Questions.within(Duration.ofSeconds(-1))), Kind.TIMEOUT, Watch.PROMPTLY);
    }

    /** A model that cannot make vectors of the length asked for must say so. */
    private void ofLength(EmbedderStand stand) {
        EmbeddingRequest request = new EmbeddingRequest("any", List.of("text"), Optional.of(3));
        CompletableFuture<Embeddings> answer = ask(stand, request, Questions.within(PATIENCE));
        if (!Whole.refused(answer)) {
            int length = Whole.complete(answer).vectors().get(0).length;
            assertEquals(3, length, "the length of a vector, where 3 was asked for");
        }
    }

    private void fails(EmbedderStand stand) {
        Kind kind = Whole.failure(ask(stand, List.of("text")), PATIENCE).kind();
        assertFalse(
                Set.of(Kind.CANCELLED, Kind.INTERNAL).contains(kind),
                () -> "a provider's failure is not " + kind);
    }

    private void cancelledWaiting(EmbedderStand stand) {
        CancellationSource cancellation = new CancellationSource();
        CompletableFuture<Embeddings> answer = ask(stand, Questions.within(PATIENCE, cancellation));
        assertFalse(answer.isDone(), "HANGS is declared, but it ended");
        Watch.within(Watch.PROMPTLY, "cancelling", cancellation::cancel);
        Whole.failed(answer, Kind.CANCELLED, Watch.PROMPTLY);
    }

    private void deadlineWaiting(EmbedderStand stand) {
        Whole.failed(ask(stand, Questions.within(SOON)), Kind.TIMEOUT, SOON.plus(Watch.PROMPTLY));
    }

    private void stoppedWaiting(EmbedderStand stand) {
        CompletableFuture<Embeddings> open = ask(stand, List.of("text"));
        Watch.within(PATIENCE, "stopping", stand::stop);
        Whole.failed(open, Kind.UNAVAILABLE, Watch.PROMPTLY);
        Whole.failed(ask(stand, List.of("text")), Kind.UNAVAILABLE, Watch.PROMPTLY);
    }

    private void holdsNoThread(EmbedderStand stand) {
        CancellationSource end = new CancellationSource();
        List<CompletableFuture<Embeddings>> open =
                IntStream.range(0, 100)
                        .mapToObj(i -> ask(stand, Questions.within(PATIENCE, end)))
                        .toList();
        Watch.fewThreadsInside(stand.embedder(), getClass());
        end.cancel();
        open.forEach(answer -> Whole.failed(answer, Kind.CANCELLED, PATIENCE));
    }

    private static CompletableFuture<Embeddings> ask(EmbedderStand stand, CallContext context) {
        return ask(stand, List.of("text"), context);
    }

    private static CompletableFuture<Embeddings> ask(EmbedderStand stand, List<String> texts) {
        return ask(stand, texts, Questions.within(PATIENCE));
    }

    private static CompletableFuture<Embeddings> ask(
            EmbedderStand stand, List<String> texts, CallContext context) {
        return ask(stand, EmbeddingRequest.of("any", texts), context);
    }

    private static CompletableFuture<Embeddings> ask(
            EmbedderStand stand, EmbeddingRequest request, CallContext context) {
        return Whole.ask("embed()", () -> stand.embedder().embed(request, context));
    }
}
