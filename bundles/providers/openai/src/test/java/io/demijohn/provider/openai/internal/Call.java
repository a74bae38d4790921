package io.demijohn.provider.openai.internal;

import io.demijohn.testkit.upstream.UpstreamCall;
import java.io.IOException;

/** One request, and answers in OpenAI's dialect. */
record Call(UpstreamCall raw) {

    void answer(int status, String type, String text, String... more) throws IOException {
        raw.answer(status, type, text, more);
    }

    Call stream() throws IOException {
        raw.stream();
        return this;
    }

    Call piece(String text) throws IOException {
        raw.piece(text);
        return this;
    }

    Call piece(byte[] bytes) throws IOException {
        raw.piece(bytes);
        return this;
    }

    Call event(String json) throws IOException {
        return piece("data: " + json + "\n\n");
    }

    Call text(String text) throws IOException {
        return event(
                "{\"id\":\"c1\",\"model\":\"up-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + text
                        + "\"}}]}");
    }

    Call finish(String reason) throws IOException {
        return event(
                "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                        + reason
                        + "\"}]}");
    }

    Call usage(String usage) throws IOException {
        return event("{\"id\":\"c1\",\"choices\":[],\"usage\":" + usage + "}");
    }

    void endStream() throws IOException {
        raw.endStream();
    }

    void done() throws IOException {
        event("[DONE]").endStream();
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
