package io.demijohn.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;

/** Prints a run's events as a conversation and remembers what a first turn must have shown. */
final class Transcript {
    private final PrintStream out;
    private boolean midLine;
    private int pieces;
    private int toolResults;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void event(String name, JsonNode data) {
        switch (name) {
            case "messages" -> token(data.path(0));
            case "updates" -> data.forEach(node -> node.path("messages").forEach(this::message));
            case "error" -> throw new IllegalStateException("The run failed: " + data);
            default -> {
                // metadata, end: nothing a reader of the conversation needs
            }
        }
    }

    /** Throws unless the answer came and a tool took part in it. */
    void finish(Duration elapsed) {
        endLine();
        if (toolResults == 0 || pieces == 0) {
            throw new IllegalStateException(
                    "The turn ended with %d tool results and %d pieces of text; at least one of each was expected"
                            .formatted(toolResults, pieces));
        }
        out.printf(
                "  done    %d pieces of text and %d tool result(s) in %d ms%n",
                pieces, toolResults, elapsed.toMillis());
    }

    private void token(JsonNode message) {
        String text = message.path("type").asText().startsWith("tool") ? "" : text(message);
        if (text.isEmpty()) {
            return;
        }
        if (!midLine) {
            out.print("  agent   ");
            midLine = true;
        }
        pieces++;
        out.print(text);
        out.flush();
    }

    private void message(JsonNode message) {
        for (JsonNode call : message.path("tool_calls")) {
            line("calls   " + call.path("name").asText() + " " + call.path("args"));
        }
        if (message.path("type").asText().equals("tool")) {
            toolResults++;
            line("result  " + message.path("name").asText() + " -> " + text(message));
        }
    }

    /** Content is a string or a list of blocks. */
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(block -> text.append(block.path("text").asText()));
        return text.toString();
    }

    private void line(String line) {
        endLine();
        out.println("  " + line);
    }

    private void endLine() {
        if (midLine) {
            out.println();
            midLine = false;
        }
    }
}
