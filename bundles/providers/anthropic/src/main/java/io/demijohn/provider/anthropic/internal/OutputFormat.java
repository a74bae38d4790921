package io.demijohn.provider.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.outbound.internal.chat.RequestParts;
import io.demijohn.outbound.internal.config.Json;
import java.util.Optional;

/**
 * OpenAI's {@code response_format} in Anthropic's words.
 *
 * @param config {@code output_config}, which makes an answer follow a schema
 * @param instruction for JSON without a schema, which Anthropic has no field for
 */
record OutputFormat(Optional<ObjectNode> config, Optional<String> instruction) {

    private static final OutputFormat TEXT = new OutputFormat(Optional.empty(), Optional.empty());
    private static final OutputFormat ANY_OBJECT =
            new OutputFormat(
                    Optional.empty(),
                    Optional.of("Answer with one JSON object and nothing before or after it."));

    static OutputFormat of(Optional<String> responseFormat) {
        if (responseFormat.isEmpty()) {
            return TEXT;
        }
        ObjectNode format = RequestParts.object("responseFormat", responseFormat.get());
        return switch (format.path("type").asText()) {
            case "text" -> TEXT;
            case "json_object" -> ANY_OBJECT;
            case "json_schema" -> schema(format.at("/json_schema/schema"));
            default ->
                    throw new ModelException(
                            Kind.INVALID_REQUEST,
                            "responseFormat.type must be text, json_object or json_schema");
        };
    }

    private static OutputFormat schema(JsonNode schema) {
        if (!schema.isObject()) {
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "responseFormat.json_schema.schema must be a JSON object");
        }
        ObjectNode config = Json.NODES.objectNode();
        config.putObject("format").put("type", "json_schema").set("schema", schema);
        return new OutputFormat(Optional.of(config), Optional.empty());
    }
}
