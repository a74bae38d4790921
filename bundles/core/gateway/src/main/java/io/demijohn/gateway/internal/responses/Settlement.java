package io.demijohn.gateway.internal.responses;

import io.demijohn.checkpoint.CheckpointException;
import io.demijohn.checkpoint.JournalKey;
import io.demijohn.gateway.internal.http.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a finished turn to its conversation: first what was said, then what was answered. It is
 * owed from the record that ends the response, and done again after a crash: items that are there
 * already are not added twice.
 */
final class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final int TRIES = 5;

    private final Library library;
    private final JournalKey key;
    private final Shape shape;

    Settlement(Library library, JournalKey key, Shape shape) {
        this.library = library;
        this.key = key;
        this.shape = shape;
    }

    CompletionStage<Boolean> with(List<Item> output) {
        List<Item> turn =
                new ArrayList<>(
                        Items.read(
                                shape.order().input(),
                                (type, place) -> Ids.input(shape.id(), type, place)));
        turn.removeIf(item -> item.is(Item.REFERENCE));
        turn.addAll(output);
        return attempt(turn, TRIES).handle((n, failure) -> failure == null || owedStill(failure));
    }

    private CompletionStage<Long> attempt(List<Item> turn, int tries) {
        Optional<Conversation> conversation =
                library.findConversation(key.tenant(), shape.order().conversation().orElse(""));
        return conversation
                .map(one -> library.extend(one, turn))
                .orElseGet(() -> CompletableFuture.completedFuture(0L))
                .handle((n, failure) -> failure)
                .thenCompose(
                        failure ->
                                failure == null
                                        ? CompletableFuture.completedFuture(0L)
                                        : isConflict(failure) && tries > 1
                                                ? attempt(turn, tries - 1)
                                                : CompletableFuture.failedFuture(failure));
    }

    private static boolean isConflict(Throwable failure) {
        return Problems.unwrapped(failure) instanceof CheckpointException known
                && known.kind() == CheckpointException.Kind.CONFLICT;
    }

    private boolean owedStill(Throwable failure) {
        LOG.warn("The turn {} is not in its conversation yet", key.id(), failure);
        return false;
    }
}
