package io.demijohn.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A caller's own words, beside what {@link ChatRequest} makes of them. A model whose provider
 * speaks that dialect sends the body on, with only the model's name and how to stream replaced, so
 * that nothing is lost on the way (cache marks, thinking, tools of the provider's own). Every other
 * model goes by the request, or fails with its {@link #refusal}, {@link
 * ModelException.Kind#INVALID_REQUEST} when {@code only} names a field, rather than answer another
 * question.
 *
 * @param dialect {@link #ANTHROPIC}, {@link #OPENAI_CHAT}, or any other
 * @param body the request as the caller wrote it, a JSON object
 * @param only fields of the body that matter and that the request has no word for
 */
public record Original(String dialect, String body, List<String> only) {

    /** Anthropic's {@code POST /v1/messages}. */
    public static final String ANTHROPIC = "anthropic.messages";

    /** OpenAI's {@code POST /v1/chat/completions}. */
    public static final String OPENAI_CHAT = "openai.chat";

    /** Checks that nothing is missing, and copies. */
    public Original {
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(body, "body");
        only = List.copyOf(only);
    }

    /**
     * What a model of another dialect says to it.
     *
     * @param model the model's name
     * @return empty when nothing that matters would be lost
     */
    public Optional<ModelException> refusal(String model) {
        return only.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ModelException(
                                ModelException.Kind.INVALID_REQUEST,
                                String.join(", ", only)
                                        + ": model "
                                        + model
                                        + " has nothing like it; leave it out, or ask a model that"
                                        + " takes "
                                        + dialect));
    }
}
