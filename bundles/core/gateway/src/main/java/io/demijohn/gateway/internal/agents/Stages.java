package io.demijohn.gateway.internal.agents;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

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

    /**
     * Does it for all of a list that shows only so many at once and gets shorter by it; stops when
     * it shows nothing new.
     */
    static CompletionStage<Void> all(
            Supplier<List<String>> page, Function<List<String>, CompletionStage<Void>> step) {
        return rest(page, step, new HashSet<>());
    }

    private static CompletionStage<Void> rest(
            Supplier<List<String>> page,
            Function<List<String>, CompletionStage<Void>> step,
            Set<String> done) {
        List<String> fresh = page.get().stream().filter(done::add).toList();
        return fresh.isEmpty()
                ? CompletableFuture.allOf()
                : step.apply(fresh).thenCompose(before -> rest(page, step, done));
    }
}
