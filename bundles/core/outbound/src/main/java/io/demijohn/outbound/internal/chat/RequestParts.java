package io.demijohn.outbound.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ModelException.Kind;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import io.demijohn.outbound.internal.config.Json;

/** Parts of a request that every dialect reads alike. */
public final class RequestParts {

    private RequestParts() {}

    /**
     * An object that came as text.
     *
     * @param field its name, for the message
     * @param json its text
     * @return the object; a {@code ModelException} when it is none
     */
    public static ObjectNode object(String field, String json) {
        if (Json.read(json) instanceof ObjectNode node) {
            return node;
        }
        throw new ModelException(Kind.INVALID_REQUEST, field + " must be a JSON object");
    }

    /**
     * The arguments of an earlier call. Many servers parse them and refuse the whole conversation
     * when they are malformed; the tool's answer beside them says what was wrong.
     *
     * @param call of an earlier answer
     * @return an empty object when they are no object
     */
    public static JsonNode arguments(ToolCall call) {
        JsonNode arguments = Json.read(call.arguments());
        return arguments.isObject() ? arguments : Json.NODES.objectNode();
    }

    /**
     * The text of a message that cannot hold pictures.
     *
     * @param message of any role
     * @return joined; a {@code ModelException} when there is a picture
     */
    public static String textOnly(Message message) {
        if (message.content().stream().anyMatch(Content.Image.class::isInstance)) {
            String role = message.role() == Role.TOOL ? "a tool's" : "a system or model";
            throw new ModelException(
                    Kind.INVALID_REQUEST,
                    "a picture can be in a user's message only, not in " + role + " message");
        }
        return message.text();
    }
}
