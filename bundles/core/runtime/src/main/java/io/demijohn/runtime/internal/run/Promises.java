package io.demijohn.runtime.internal.run;

import io.demijohn.agent.AgentException;
import io.demijohn.checkpoint.CheckpointException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers that are still owed, so that none is forgotten when a thread cannot be written. */
final class Promises {

    private final Set<Consumer<RuntimeException>> owed = ConcurrentHashMap.newKeySet();

    <T> CompletableFuture<T> add() {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Consumer<RuntimeException> refusal = answer::completeExceptionally;
        owed.add(refusal);
        answer.whenComplete((value, error) -> owed.remove(refusal));
        return answer;
    }

    static <T> void keep(CompletableFuture<T> answer, Supplier<T> value) {
        try {
            answer.complete(value.get());
        } catch (CheckpointException e) {
            answer.completeExceptionally(Failures.of(e));
        } catch (AgentException e) {
            answer.completeExceptionally(e);
        }
    }

    boolean isEmpty() {
        return owed.isEmpty();
    }

    void refuse(RuntimeException reason) {
        List.copyOf(owed).forEach(refusal -> refusal.accept(reason));
    }
}
