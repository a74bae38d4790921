package io.demijohn.gateway.internal.openai;

import io.demijohn.model.Embeddings;
import io.demijohn.model.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors as OpenAI gives them. */
final class EmbeddingList {

    private EmbeddingList() {}

    static Map<String, @Nullable Object> of(EmbeddingBody asked, Embeddings answer) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("object", "list");
        out.put("data", data(asked.base64(), answer.vectors()));
        out.put("model", asked.request().model());
        out.put("usage", answer.usage().map(EmbeddingList::usage).orElse(null));
        out.put("metadata", answer.metadata());
        return out;
    }

    private static List<Map<String, Object>> data(boolean base64, List<float[]> vectors) {
        List<Map<String, Object>> data = new ArrayList<>(vectors.size());
        for (float[] vector : vectors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("object", "embedding");
            entry.put("index", data.size());
            entry.put("embedding", base64 ? packed(vector) : vector);
            data.add(entry);
        }
        return data;
    }

    private static String packed(float[] vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Map<String, Object> usage(Usage tokens) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("prompt_tokens", tokens.inputTokens());
        out.put("total_tokens", tokens.totalTokens());
        return out;
    }
}
