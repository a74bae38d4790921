package io.demijohn.agent;

import java.util.Objects;

/**
 * What a person found out about a call of a tool that may have happened.
 *
 * @param outcome what became of it
 * @param text what the tool answered (DONE), or why it failed (FAILED); at most {@value #MAX_TEXT}
 *     characters, and empty for RETRY
 * @param by who says so: shown to whoever comes second; 1 to 200 characters
 */
public record Resolution(Outcome outcome, String text, String by) {

    /** The longest text, in characters. */
    public static final int MAX_TEXT = 16 * 1024;

    private static final int MAX_NAME = 200;

    /** What became of a call. */
    public enum Outcome {
        /** It happened; the text is the tool's answer to the model. */
        DONE,
        /** It failed for good; the text tells the model why. */
        FAILED,
        /** It did not happen, or doing it twice is harmless: the platform calls the tool again. */
        RETRY
    }

    /** Checks the bounds. */
    public Resolution {
        Objects.requireNonNull(outcome, "outcome");
        check(text.length() <= MAX_TEXT, "text must be at most " + MAX_TEXT + " characters");
        check(outcome != Outcome.RETRY || text.isEmpty(), "text must be left out of a retry");
        check(
                !by.isBlank() && by.length() <= MAX_NAME,
                "by must be 1 to " + MAX_NAME + " characters");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AgentException(AgentException.Kind.INVALID, message);
        }
    }

    /**
     * The call happened.
     *
     * @param result the tool's answer to the model
     * @param by who says so
     * @return the resolution
     */
    public static Resolution done(String result, String by) {
        return new Resolution(Outcome.DONE, result, by);
    }

    /**
     * The call failed for good.
     *
     * @param reason tells the model why
     * @param by who says so
     * @return the resolution
     */
    public static Resolution failed(String reason, String by) {
        return new Resolution(Outcome.FAILED, reason, by);
    }

    /**
     * The call is to be made again.
     *
     * @param by who says so
     * @return the resolution
     */
    public static Resolution retry(String by) {
        return new Resolution(Outcome.RETRY, "", by);
    }
}
