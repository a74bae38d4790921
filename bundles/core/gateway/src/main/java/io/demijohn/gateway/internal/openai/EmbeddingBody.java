package io.demijohn.gateway.internal.openai;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.EmbeddingRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for vectors.
 *
 * @param request the texts
 * @param base64 whether vectors are wanted as little-endian floats in base64, not as numbers
 */
record EmbeddingBody(EmbeddingRequest request, boolean base64) {

    private static final int MOST_TEXTS = 2048;
    private static final int LONGEST_VECTOR = 65_536;

    static EmbeddingBody read(Fields body) {
        String model = body.string("model");
        boolean base64 = isBase64(body.optionalString("encoding_format").orElse("float"));
        body.optionalString("user");
        return new EmbeddingBody(
                new EmbeddingRequest(
                        model, texts(body), body.optionalInt("dimensions", 1, LONGEST_VECTOR)),
                base64);
    }

    private static boolean isBase64(String format) {
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw new FieldProblem("encoding_format", "must be float or base64");
        };
    }

    private static List<String> texts(Fields body) {
        if (!body.has("input")) {
            throw new FieldProblem("input", "is missing: a text, or a list of texts");
        }
        if (hasTokens(body.value("input"))) {
            throw new FieldProblem(
                    "input",
                    "must be a text or a list of texts: lists of tokens are not supported, because"
                            + " they mean something to one model only (LangChain's"
                            + " check_embedding_ctx_length=False sends texts)");
        }
        List<String> texts = body.strings("input");
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw new FieldProblem(
                    "input", "must have from 1 to " + MOST_TEXTS + " texts, has " + texts.size());
        }
        return texts;
    }

    private static boolean hasTokens(@Nullable Object input) {
        return input instanceof List<?> list
                && !list.isEmpty()
                && (list.get(0) instanceof Number || list.get(0) instanceof List);
    }
}
