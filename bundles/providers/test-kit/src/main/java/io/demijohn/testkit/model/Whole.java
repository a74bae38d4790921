package io.demijohn.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls whose answers come in one piece. */
final class Whole {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Whole() {}

    static <T> CompletableFuture<T> ask(String what, Supplier<CompletionStage<T>> call) {
        List<CompletableFuture<T>> answer = new ArrayList<>();
        Watch.within(Watch.PROMPTLY, what, () -> answer.add(call.get().toCompletableFuture()));
        return answer.get(0);
    }

    static <T> T complete(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the call failed", e);
        }
    }

    static boolean refused(CompletableFuture<?> answer) {
        complete(answer.handle((value, error) -> ""));
        return answer.isCompletedExceptionally()
                && failure(answer, PATIENCE).kind() == Kind.INVALID_REQUEST;
    }

    static void failed(CompletableFuture<?> answer, Kind kind, Duration limit) {
        ModelException failure = failure(answer, limit);
        assertEquals(kind, failure.kind(), failure::toString);
    }

    static ModelException failure(CompletableFuture<?> answer, Duration limit) {
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ModelException failure) {
                return failure;
            }
            throw new AssertionError("not a ModelException", e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end within " + limit.toMillis() + " ms", e);
        }
        throw new AssertionError("the call completed and should have failed");
    }
}
