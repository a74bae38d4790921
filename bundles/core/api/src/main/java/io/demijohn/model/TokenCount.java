package io.demijohn.model;

import io.demijohn.tool.ToolSpec;

/**
 * How many tokens a model would read.
 *
 * @param inputTokens 0 or more
 * @param estimated true when nobody with the model's vocabulary counted
 */
public record TokenCount(long inputTokens, boolean estimated) {

    private static final int PICTURE = 1_000;
    private static final int MESSAGE = 4;
    private static final int TOOL = 8;
    private static final int ANSWER = 3;

    /** Refuses what nobody can have counted. */
    public TokenCount {
        if (inputTokens < 0) {
            throw new IllegalArgumentException("inputTokens must not be negative");
        }
    }

    /**
     * A count for models whose provider has none: a token for four characters of ASCII and for each
     * other character, 4 for a message, 8 for a tool, 1,000 for a picture. English text comes out
     * within about a quarter; source code and other scripts less well. Good for a limit, not for a
     * bill.
     *
     * @param request the conversation
     * @return an estimate, marked as one
     */
    public static TokenCount estimate(ChatRequest request) {
        long tokens = ANSWER;
        for (Message message : request.messages()) {
            tokens += MESSAGE + tokens(message);
        }
        for (ToolSpec tool : request.tools()) {
            tokens +=
                    TOOL
                            + tokens(tool.name())
                            + tokens(tool.description())
                            + tokens(tool.parameters());
        }
        return new TokenCount(tokens, true);
    }

    private static long tokens(Message message) {
        long tokens = 0;
        for (Content part : message.content()) {
            tokens += part instanceof Content.Text text ? tokens(text.text()) : PICTURE;
        }
        for (ToolCall call : message.toolCalls()) {
            tokens += TOOL + tokens(call.name()) + tokens(call.arguments());
        }
        return tokens;
    }

    /**
     * An estimate for a text, by the rules of {@link #estimate}.
     *
     * @param text any
     * @return 0 or more
     */
    public static long ofText(String text) {
        return tokens(text);
    }

    private static long tokens(String text) {
        long ascii = text.chars().filter(character -> character < 128).count();
        long others = text.codePoints().filter(character -> character >= 128).count();
        return (ascii + 3) / 4 + others;
    }
}
