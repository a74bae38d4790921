package io.demijohn.outbound.internal.chat;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.outbound.internal.exchange.Failures;
import java.util.Optional;
import java.util.function.Consumer;

/** How one kind of provider is asked, and how it answers. */
public interface Dialect {

    /**
     * Where chats are asked for.
     *
     * @return a path behind the base address
     */
    String path();

    /**
     * Writes a request for a stream.
     *
     * @param request what is asked
     * @return JSON text; a {@code ModelException} says what cannot be asked
     */
    String write(ChatRequest request);

    /**
     * An answer that has not begun.
     *
     * @param request what was asked
     * @param failures words for what goes wrong
     * @param onDelta gets the pieces
     * @return takes events
     */
    Answer answer(ChatRequest request, Failures failures, Consumer<ChatDelta> onDelta);

    /**
     * How a stream's events are told apart.
     *
     * @return true for a line of JSON each; false for server-sent events
     */
    default boolean inLines() {
        return false;
    }

    /**
     * Whose own words {@link #write} sends on.
     *
     * @return the {@code Original}'s dialect; empty for nobody's
     */
    default String original() {
        return "";
    }

    /**
     * How tokens are counted without an answer.
     *
     * @return empty when the provider cannot
     */
    default Optional<Counting> counting() {
        return Optional.empty();
    }
}
