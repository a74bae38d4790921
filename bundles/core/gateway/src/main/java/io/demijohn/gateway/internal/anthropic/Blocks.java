package io.demijohn.gateway.internal.anthropic;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads content blocks. */
final class Blocks {

    private final Unsaid unsaid;

    Blocks(Unsaid unsaid) {
        this.unsaid = unsaid;
    }

    /** The blocks of a field; one of text where the field is a text. */
    static List<Fields> list(Fields parent, String name) {
        Object value = parent.value(name);
        if (value == null || value.equals("")) {
            return List.of();
        }
        if (value instanceof String text) {
            Map<String, @Nullable Object> block = new LinkedHashMap<>();
            block.put("type", "text");
            block.put("text", text);
            return List.of(Fields.of(parent.path(name), block));
        }
        if (!(value instanceof List<?> items)) {
            throw new FieldProblem(parent.path(name), "must be a string or a list of blocks");
        }
        List<Fields> blocks = new ArrayList<>();
        for (Object item : items) {
            blocks.add(Fields.of(parent.path(name) + "[" + blocks.size() + "]", item));
        }
        return blocks;
    }

    String system(Fields body) {
        return list(body, "system").stream()
                .map(Blocks::systemText)
                .collect(Collectors.joining("\n\n"));
    }

    private static String systemText(Fields block) {
        if (!block.string("type").equals("text")) {
            throw new FieldProblem(block.path("type"), "must be text");
        }
        return block.string("text");
    }

    /** Empty for what a model of another make is not to see. */
    Optional<Content> part(Fields block) {
        String type = block.string("type");
        switch (type) {
            case "text" -> {
                return Optional.of(new Content.Text(block.string("text")));
            }
            case "image" -> {
                return image(Fields.of(block.path("source"), block.value("source")));
            }
            case "thinking", "redacted_thinking" -> {
                // a model that is not asked to think does not look at former thoughts
                return Optional.empty();
            }
            case "tool_use", "tool_result" ->
                    throw new FieldProblem(
                            block.path("type"),
                            "must not be "
                                    + type
                                    + " in this place: the model's calls are in"
                                    + " assistant messages, their results in user messages");
            default -> {
                unsaid.add(block.path("type"), type);
                return Optional.empty();
            }
        }
    }

    private Optional<Content> image(Fields source) {
        switch (source.string("type")) {
            case "base64" -> {
                String type = source.string("media_type");
                String data = source.string("data");
                return Optional.of(new Content.Image("data:" + type + ";base64," + data));
            }
            case "url" -> {
                return Optional.of(new Content.Image(source.string("url")));
            }
            default -> {
                unsaid.add(source.path("type"), "image");
                return Optional.empty();
            }
        }
    }
}
