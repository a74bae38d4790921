package io.demijohn.gateway.internal.responses;

import io.demijohn.gateway.internal.json.FieldProblem;
import io.demijohn.gateway.internal.json.Fields;
import io.demijohn.model.Content;
import java.util.ArrayList;
import java.util.List;

/** Reads the parts of an item. */
final class Parts {

    private Parts() {}

    static List<Content> read(Fields item, String name) {
        Object value = item.value(name);
        if (value instanceof String text) {
            return text.isEmpty() ? List.of() : List.of(new Content.Text(text));
        }
        if (value != null && !(value instanceof List)) {
            throw new FieldProblem(item.path(name), "must be a string or a list of parts");
        }
        List<Content> parts = new ArrayList<>();
        for (Object part : item.optionalList(name).orElse(List.of())) {
            parts.add(part(Fields.of(item.path(name) + "[" + parts.size() + "]", part)));
        }
        return parts;
    }

    private static Content part(Fields part) {
        String type = part.string("type");
        return switch (type) {
            case "input_text", "output_text", "text" -> new Content.Text(part.string("text"));
            case "refusal" -> new Content.Text(part.string("refusal"));
            case "input_image" -> new Content.Image(image(part));
            default ->
                    throw new FieldProblem(
                            part.path("type"),
                            "must be input_text, output_text, refusal or input_image: "
                                    + type
                                    + " is not supported");
        };
    }

    private static String image(Fields part) {
        if (part.has("file_id")) {
            throw new FieldProblem(part.path("file_id"), "is not supported: send image_url");
        }
        return part.string("image_url");
    }
}
