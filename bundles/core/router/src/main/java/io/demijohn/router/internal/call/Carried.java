package io.demijohn.router.internal.call;

import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.TokenCount;
import io.demijohn.model.Usage;
import io.demijohn.resilience.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is no message, on its way through a call that is made for messages: it travels in
 * the metadata of an empty one.
 */
public final class Carried {

    private static final String KEY = "carried";

    private Carried() {}

    /**
     * Packs an answer.
     *
     * @param value the answer
     * @param usage tokens to count
     * @return what a chat model would end with
     */
    public static ChatResult in(Object value, Optional<Usage> usage) {
        return new ChatResult(
                Message.assistant("", "", List.of()),
                FinishReason.STOP,
                usage,
                "",
                Map.of(KEY, value));
    }

    /**
     * Unpacks an answer.
     *
     * @param result of a call whose candidates all pack
     * @return the answer; null when there is none
     */
    public static @Nullable Object of(ChatResult result) {
        return result.metadata().get(KEY);
    }

    /**
     * What the router has to say of an answer.
     *
     * @param result of such a call
     * @return its metadata without the answer
     */
    public static Map<String, Object> signature(ChatResult result) {
        Map<String, Object> metadata = new LinkedHashMap<>(result.metadata());
        metadata.remove(KEY);
        return metadata;
    }

    /** An estimate is made here: that a provider answers is not known from it. */
    static Outcome outcome(ChatResult result) {
        return of(result) instanceof TokenCount count && count.estimated()
                ? Outcome.NEUTRAL
                : Outcome.SUCCESS;
    }
}
