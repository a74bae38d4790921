package io.demijohn.runtime.internal.tool;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.InputStreamSource;
import io.demijohn.runtime.internal.json.JsonText;
import io.demijohn.tool.ToolException;
import io.demijohn.tool.ToolSpec;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks arguments against a tool's JSON Schema, which is compiled once. */
final class ArgumentCheck {

    private static final int SHOWN = 5;
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(
                    SpecVersion.VersionFlag.V202012,
                    builder ->
                            builder.schemaLoaders(
                                    loaders -> loaders.add(iri -> local(iri.toString()))));

    private final String tool;
    private final @Nullable JsonSchema schema;

    ArgumentCheck(ToolSpec spec) {
        this.tool = spec.name();
        this.schema = compile(spec);
    }

    /** A schema may name another only when that is built into the validator: nothing is fetched. */
    private static @Nullable InputStreamSource local(String iri) {
        if (iri.startsWith("https://json-schema.org/")
                || iri.startsWith("http://json-schema.org/")) {
            return null;
        }
        return () -> {
            throw new IOException("schemas are not fetched: " + iri);
        };
    }

    private static @Nullable JsonSchema compile(ToolSpec spec) {
        try {
            return SCHEMAS.getSchema(spec.parameters(), InputFormat.JSON);
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(ArgumentCheck.class)
                    .warn("tool {}: its parameters are not a JSON Schema", spec.name(), e);
            return null;
        }
    }

    /**
     * Reads and checks.
     *
     * @param arguments JSON text as the model wrote it
     * @return what the tool gets
     * @throws ToolException INVALID_ARGUMENTS, with the fields that are wrong
     */
    Map<String, Object> read(String arguments) {
        if (schema == null) {
            throw new ToolException(
                    ToolException.Kind.INTERNAL,
                    "tool " + tool + " cannot be called: its parameters are not a JSON Schema");
        }
        String text = arguments.isBlank() ? "{}" : arguments;
        Map<String, Object> values = parse(text);
        String wrong =
                schema.validate(text, InputFormat.JSON).stream()
                        .limit(SHOWN)
                        .map(ValidationMessage::getMessage)
                        .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            throw new ToolException(ToolException.Kind.INVALID_ARGUMENTS, wrong);
        }
        return values;
    }

    private static Map<String, Object> parse(String text) {
        try {
            return JsonText.object(text);
        } catch (IllegalArgumentException e) {
            throw new ToolException(
                    ToolException.Kind.INVALID_ARGUMENTS,
                    "the arguments are not a JSON object: " + e.getMessage(),
                    e);
        }
    }
}
