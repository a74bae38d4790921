package io.demijohn.runtime.internal.json;

import io.demijohn.agent.StateUpdate;
import io.demijohn.agent.StateValues;
import io.demijohn.model.Content;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.model.ToolCall;
import java.util.List;

/** Messages and states as stored objects. */
public final class MessageJson {

    private MessageJson() {}

    /**
     * Writes a message.
     *
     * @param message what to write
     * @return its members
     */
    public static Doc write(Message message) {
        Doc doc = Doc.empty().put("id", message.id()).put("role", message.role().name());
        if (onlyText(message.content())) {
            doc.put("text", message.text());
        } else {
            doc.putAll("content", message.content(), MessageJson::write);
        }
        return doc.putAll("calls", message.toolCalls(), MessageJson::write)
                .put("answers", message.toolCallId())
                .put("name", message.name())
                .put("failed", message.failed())
                .put("meta", message.metadata());
    }

    private static boolean onlyText(List<Content> content) {
        return content.size() == 1 && content.get(0) instanceof Content.Text;
    }

    private static Doc write(Content content) {
        return content instanceof Content.Image image
                ? Doc.empty().put("image", image.url())
                : Doc.empty().put("text", ((Content.Text) content).text());
    }

    private static Doc write(ToolCall call) {
        return Doc.empty()
                .put("id", call.id())
                .put("name", call.name())
                .put("args", call.arguments());
    }

    /**
     * Reads a message.
     *
     * @param doc its members
     * @return the message
     */
    public static Message read(Doc doc) {
        return new Message(
                doc.text("id"),
                Role.valueOf(doc.text("role")),
                doc.has("text")
                        ? List.of(new Content.Text(doc.text("text")))
                        : doc.list("content", MessageJson::content),
                doc.list("calls", MessageJson::call),
                doc.optional("answers"),
                doc.optional("name"),
                doc.flag("failed"),
                doc.object("meta"));
    }

    private static Content content(Doc doc) {
        return doc.has("image")
                ? new Content.Image(doc.text("image"))
                : new Content.Text(doc.text("text"));
    }

    private static ToolCall call(Doc doc) {
        return new ToolCall(doc.text("id"), doc.text("name"), doc.text("args"));
    }

    /**
     * Writes a change.
     *
     * @param update what to write
     * @return its members
     */
    public static Doc write(StateUpdate update) {
        return Doc.empty()
                .putAll("messages", update.messages(), MessageJson::write)
                .put("removals", update.removals())
                .put("other", update.other());
    }

    /**
     * Reads a change.
     *
     * @param doc its members
     * @return the change
     */
    public static StateUpdate update(Doc doc) {
        return new StateUpdate(
                doc.list("messages", MessageJson::read),
                doc.texts("removals"),
                doc.object("other"));
    }

    /**
     * Writes a state.
     *
     * @param values what to write
     * @return its members
     */
    public static Doc write(StateValues values) {
        return Doc.empty()
                .putAll("messages", values.messages(), MessageJson::write)
                .put("other", values.other());
    }

    /**
     * Reads a state.
     *
     * @param doc its members
     * @return the state
     */
    public static StateValues values(Doc doc) {
        return new StateValues(doc.list("messages", MessageJson::read), doc.object("other"));
    }
}
