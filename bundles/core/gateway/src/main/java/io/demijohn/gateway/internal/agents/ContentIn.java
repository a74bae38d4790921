package io.demijohn.gateway.internal.agents;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Content;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message's content: a text, or blocks of text and pictures. */
public final class ContentIn {

    private ContentIn() {}

    /**
     * Reads a field.
     *
     * @param message the message
     * @param name the field
     * @return the parts; none when it is absent or empty
     */
    public static List<Content> read(Fields message, String name) {
        Object value = message.value(name);
        if (value == null || value.equals("")) {
            return List.of();
        }
        if (value instanceof String text) {
            return List.of(new Content.Text(text));
        }
        if (!(value instanceof List<?> blocks)) {
            throw new FieldProblem(message.path(name), "must be a string or a list of blocks");
        }
        List<Content> parts = new ArrayList<>();
        for (Object block : blocks) {
            parts.add(block(message.path(name) + "[" + parts.size() + "]", block));
        }
        return parts;
    }

    private static Content block(String path, @Nullable Object block) {
        if (block instanceof String text) {
            return new Content.Text(text);
        }
        Fields fields = Fields.of(path, block);
        String type = fields.string("type");
        return switch (type) {
            case "text", "input_text" -> new Content.Text(fields.string("text"));
            case "image_url" -> new Content.Image(url(fields));
            case "refusal" -> new Content.Text(fields.string("refusal"));
            default -> throw new FieldProblem(fields.path("type"), "must be text or image_url");
        };
    }

    private static String url(Fields block) {
        return block.value("image_url") instanceof String url
                ? url
                : block.optionalObject("image_url")
                        .orElseThrow(() -> new FieldProblem(block.path("image_url"), "is missing"))
                        .string("url");
    }
}
