package io.demijohn.provider.ollama.internal;

import io.demijohn.testkit.upstream.UpstreamCall;
import java.io.IOException;

/** One request, and answers in Ollama's dialect. */
record Call(UpstreamCall raw) {

    void answer(int status, String text) throws IOException {
        raw.answer(status, "application/json; charset=utf-8", text);
    }

    Call begin() throws IOException {
        raw.stream("application/x-ndjson");
        return this;
    }

    Call line(String json) throws IOException {
        raw.piece(json + "\n");
        return this;
    }

    Call message(String fields) throws IOException {
        return line(
                "{\"model\":\"up-1:latest\",\"created_at\":\"2026-01-01T00:00:00Z\","
                        + "\"message\":{\"role\":\"assistant\","
                        + fields
                        + "},\"done\":false}");
    }

    Call text(String text) throws IOException {
        return message("\"content\":\"" + text + "\"");
    }

    Call tool(String more, String arguments) throws IOException {
        return message(
                "\"content\":\"\",\"tool_calls\":[{"
                        + more
                        + "\"function\":{\"name\":\"lookup\",\"arguments\":"
                        + arguments
                        + "}}]");
    }

    void end(String more) throws IOException {
        line(
                "{\"model\":\"up-1:latest\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"done\":true"
                        + more
                        + "}");
        raw.endStream();
    }

    void end() throws IOException {
        end(",\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":9");
    }
}
