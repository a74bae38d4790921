package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Sampling;
import io.demijohn.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a response.
 *
 * @param body as it was sent; all the rest follows from it
 * @param model who is asked
 * @param instructions for this response alone
 * @param input what is said now
 * @param previous the response that this one goes on from
 * @param conversation the conversation that this one is a turn of
 * @param tools what may be called
 * @param sampling how to choose words
 * @param store whether it can be asked for later
 * @param background whether it is made when nobody waits
 * @param stream whether events are wanted
 * @param echo fields of the response object that say what was asked for
 */
record Order(
        Map<String, @Nullable Object> body,
        String model,
        Optional<String> instructions,
        List<Fields> input,
        Optional<String> previous,
        Optional<String> conversation,
        List<ToolSpec> tools,
        Sampling sampling,
        boolean store,
        boolean background,
        boolean stream,
        Map<String, @Nullable Object> echo) {}
