package io.demijohn.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One message of a conversation.
 *
 * @param id names the message within its thread
 * @param role who speaks
 * @param content the parts; empty when the model only calls tools
 * @param toolCalls what the model wants called; only for ASSISTANT
 * @param toolCallId which call this answers; only for TOOL
 * @param name the tool that answers, or the speaker's name
 * @param failed true when a tool's answer says that it failed
 * @param metadata JSON values kept with the message, such as model and finish reason
 */
public record Message(
        String id,
        Role role,
        List<Content> content,
        List<ToolCall> toolCalls,
        Optional<String> toolCallId,
        Optional<String> name,
        boolean failed,
        Map<String, Object> metadata) {

    /** Checks that nothing is missing, and copies. */
    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(role, "role");
        content = List.copyOf(content);
        toolCalls = List.copyOf(toolCalls);
        Objects.requireNonNull(toolCallId, "toolCallId");
        Objects.requireNonNull(name, "name");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * A message of text only.
     *
     * @param id names the message
     * @param role who speaks
     * @param text what is said
     * @return the message
     */
    public static Message text(String id, Role role, String text) {
        return new Message(
                id,
                role,
                List.of(new Content.Text(text)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    /**
     * A model's message.
     *
     * @param id names the message
     * @param text what is said; empty for none
     * @param toolCalls what it wants called
     * @return the message
     */
    public static Message assistant(String id, String text, List<ToolCall> toolCalls) {
        return new Message(
                id,
                Role.ASSISTANT,
                text.isEmpty() ? List.of() : List.of(new Content.Text(text)),
                toolCalls,
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    /**
     * A tool's answer.
     *
     * @param id names the message
     * @param call what it answers
     * @param text the answer
     * @param failed whether it says that the call failed
     * @return the message
     */
    public static Message toolResult(String id, ToolCall call, String text, boolean failed) {
        return new Message(
                id,
                Role.TOOL,
                List.of(new Content.Text(text)),
                List.of(),
                Optional.of(call.id()),
                Optional.of(call.name()),
                failed,
                Map.of());
    }

    /**
     * The text of all text parts, joined.
     *
     * @return empty when there is none
     */
    public String text() {
        if (content.size() == 1 && content.get(0) instanceof Content.Text only) {
            return only.text();
        }
        return content.stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining());
    }

    /**
     * The same message with other metadata.
     *
     * @param values replaces what was there
     * @return a copy
     */
    public Message withMetadata(Map<String, Object> values) {
        return new Message(id, role, content, toolCalls, toolCallId, name, failed, values);
    }

    /**
     * The same message under another id.
     *
     * @param newId replaces what was there
     * @return a copy
     */
    public Message withId(String newId) {
        return new Message(newId, role, content, toolCalls, toolCallId, name, failed, metadata);
    }
}
