package io.demijohn.gateway.internal.openai;

import io.demijohn.model.ModelInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model looks like to callers. Nobody knows when it was made: since when we are here. */
final class ModelShapes {

    private final Instant since;

    ModelShapes(Instant since) {
        this.since = since.truncatedTo(ChronoUnit.SECONDS);
    }

    Map<String, Object> openAi(ModelInfo model) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", model.name());
        out.put("object", "model");
        out.put("created", since.getEpochSecond());
        out.put("owned_by", model.provider());
        return out;
    }

    Map<String, @Nullable Object> anthropic(ModelPage page) {
        List<ModelInfo> models = page.models();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("data", models.stream().map(this::anthropic).toList());
        out.put("has_more", page.more());
        out.put("first_id", models.isEmpty() ? null : models.get(0).name());
        out.put("last_id", models.isEmpty() ? null : models.get(models.size() - 1).name());
        return out;
    }

    /** Their clients check that every field is there; what we do not know is null. */
    Map<String, @Nullable Object> anthropic(ModelInfo model) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("type", "model");
        out.put("id", model.name());
        out.put("display_name", model.name());
        out.put("created_at", since.toString());
        out.put("lifecycle", "active");
        out.put("line", null);
        out.put("capabilities", null);
        out.put("max_input_tokens", null);
        out.put("max_tokens", null);
        out.put("deprecated_at", null);
        out.put("retires_at", null);
        return out;
    }
}
