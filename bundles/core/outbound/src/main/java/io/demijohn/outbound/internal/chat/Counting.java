package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ChatRequest;

/** How a provider is asked to count the tokens of a request. */
public interface Counting {

    /**
     * Where counts are asked for.
     *
     * @return a path behind the base address
     */
    String path();

    /**
     * Writes a request.
     *
     * @param request what would be asked
     * @return JSON text; a {@code ModelException} says what cannot be asked
     */
    String write(ChatRequest request);

    /**
     * Where the count is in an answer.
     *
     * @param body the answer
     * @return any node; what is no count is not believed
     */
    JsonNode read(JsonNode body);
}
