package io.demijohn.outbound.internal.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.model.ModelException.Kind;
import java.util.Optional;

/** What a dialect's error objects say beyond the status. */
@FunctionalInterface
public interface ErrorHints {

    /**
     * What the error means.
     *
     * @param status 400 to 599; 500 for an error in an answer that began well
     * @param error the error object, or a missing node
     * @return empty when the status alone says it
     */
    Optional<Kind> kind(int status, JsonNode error);
}
