package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatResult;
import io.demijohn.outbound.internal.exchange.Reader;

/**
 * Joins the events of one answer, in one dialect. Used by one thread at a time; each method throws
 * a {@code ModelException} when the answer is wrong.
 */
public interface Answer {

    /**
     * Takes the next event of a stream.
     *
     * @param event a JSON object
     * @return whether it is a piece, so that the next one is waited for anew
     */
    boolean add(JsonNode event);

    /**
     * Takes an answer that came in one body.
     *
     * @param body a JSON object
     * @return the answer
     */
    ChatResult whole(JsonNode body);

    /**
     * How far it is.
     *
     * @return never goes back
     */
    Reader.Progress progress();

    /**
     * The whole answer.
     *
     * @return all of it
     */
    ChatResult result();
}
