package io.demijohn.provider.anthropic.internal;

import io.demijohn.testkit.upstream.UpstreamCall;
import java.io.IOException;

/** One request, and answers in Anthropic's dialect. */
record Call(UpstreamCall raw) {

    static final String USAGE = "{\"input_tokens\":3,\"output_tokens\":2}";

    void answer(int status, String type, String text, String... more) throws IOException {
        raw.answer(status, type, text, more);
    }

    Call piece(String text) throws IOException {
        raw.piece(text);
        return this;
    }

    Call piece(byte[] bytes) throws IOException {
        raw.piece(bytes);
        return this;
    }

    Call stream() throws IOException {
        raw.stream();
        return this;
    }

    /** An event by its JSON without the type. */
    Call event(String type, String fields) throws IOException {
        String more = fields.isEmpty() ? "" : "," + fields;
        return data(type, "{\"type\":\"" + type + "\"" + more + "}");
    }

    Call data(String event, String data) throws IOException {
        return piece("event: " + event + "\ndata: " + data + "\n\n");
    }

    /** The head of a stream, and its message. */
    Call start(String usage) throws IOException {
        return stream()
                .event(
                        "message_start",
                        "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                                + "\"content\":[],\"model\":\"up-1-x\",\"stop_reason\":null,"
                                + "\"usage\":"
                                + usage
                                + "}");
    }

    /** The head of a stream, its message, and a block of text. */
    Call begin() throws IOException {
        return start("{\"input_tokens\":3,\"output_tokens\":1}")
                .block(0, "{\"type\":\"text\",\"text\":\"\"}");
    }

    Call block(int index, String block) throws IOException {
        return event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block);
    }

    Call tool(int index, String id, String input) throws IOException {
        return block(
                index,
                "{\"type\":\"tool_use\",\"id\":\""
                        + id
                        + "\",\"name\":\"lookup\",\"input\":"
                        + input
                        + "}");
    }

    Call delta(int index, String delta) throws IOException {
        return event("content_block_delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    Call text(String text) throws IOException {
        return delta(0, "{\"type\":\"text_delta\",\"text\":\"" + text + "\"}");
    }

    Call json(int index, String escaped) throws IOException {
        return delta(index, "{\"type\":\"input_json_delta\",\"partial_json\":\"" + escaped + "\"}");
    }

    Call close(int index) throws IOException {
        return event("content_block_stop", "\"index\":" + index);
    }

    Call ping() throws IOException {
        return event("ping", "");
    }

    Call finish(String reason, String usage) throws IOException {
        return event(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"" + reason + "\"},\"usage\":" + usage);
    }

    void stop() throws IOException {
        event("message_stop", "").endStream();
    }

    /** Everything after the text of {@link #begin}. */
    void end(String reason) throws IOException {
        close(0).finish(reason, USAGE).stop();
    }

    void endStream() throws IOException {
        raw.endStream();
    }

    void hold() throws IOException {
        raw.hold();
    }

    void hangUp() throws IOException {
        raw.hangUp();
    }

    void reset() throws IOException {
        raw.reset();
    }
}
