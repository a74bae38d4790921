package io.demijohn.router.internal.embed;

import io.demijohn.model.ChatModel;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.EmbeddingRequest;
import io.demijohn.model.Embeddings;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.TokenCount;
import io.demijohn.router.internal.call.Carried;
import io.demijohn.router.internal.call.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A kind of question whose answer comes in one piece.
 *
 * @param question what each candidate is asked
 * @param receiver waits for the answer
 * @param <T> the answer
 */
public record Whole<T>(Question question, Receiver<T> receiver) {

    /**
     * Asks for vectors.
     *
     * @param request the texts
     * @return not asked yet
     */
    public static Whole<Embeddings> embedding(EmbeddingRequest request) {
        return new Whole<>(
                new WholeQuestion<>(
                        (model, context) -> embedder(model).embedder().embed(request, context),
                        embeddings -> packed(request, embeddings)),
                new Receiver<>(Whole::signed));
    }

    private static EmbeddingModel embedder(ChatModel model) {
        return (EmbeddingModel) model;
    }

    private static ChatResult packed(EmbeddingRequest request, Embeddings answer) {
        if (answer.vectors().size() != request.texts().size()) {
            throw new ModelException(
                    Kind.INTERNAL,
                    "the model made "
                            + answer.vectors().size()
                            + " vectors of "
                            + request.texts().size()
                            + " texts");
        }
        return Carried.in(answer, answer.usage());
    }

    private static Embeddings signed(ChatResult result) {
        Embeddings answer = carried(Embeddings.class, result);
        Map<String, Object> metadata = new LinkedHashMap<>(answer.metadata());
        metadata.putAll(Carried.signature(result));
        return new Embeddings(answer.vectors(), answer.usage(), answer.model(), metadata);
    }

    /**
     * Counts tokens.
     *
     * @param request the conversation
     * @return not asked yet
     */
    public static Whole<TokenCount> counting(ChatRequest request) {
        return new Whole<>(
                new WholeQuestion<>(
                        (model, context) -> model.countTokens(request, context),
                        count -> Carried.in(count, Optional.empty())),
                new Receiver<>(result -> carried(TokenCount.class, result)));
    }

    private static <T> T carried(Class<T> type, ChatResult result) {
        return type.cast(Objects.requireNonNull(Carried.of(result), "nothing carried"));
    }
}
