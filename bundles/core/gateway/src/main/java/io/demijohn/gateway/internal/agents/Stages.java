package io.demijohn.gateway.internal.agents;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Steps that follow each other without a thread that waits. */
final class Stages {

    private Stages() {}

    /** Does one after the other; stops at the first failure. */
    static <T> CompletionStage<Void> each(
            List<T> items, Function<T, ? extends CompletionStage<?>> step) {
        CompletionStage<Void> last = CompletableFuture.allOf();
        for (T item : items) {
            last = last.thenCompose(before -> step.apply(item).thenAccept(done -> {}));
        }
        return last;
    }
}
