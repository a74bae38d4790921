package io.demijohn.testkit.model;

/** What a model's surroundings do to every call, so that a contract can watch the model. */
public enum Situation {
    /** Calls are answered with at least two words of text. */
    ANSWERS,
    /** Calls are answered with two calls of the tool that the request offers. */
    CALLS_TOOLS,
    /** Calls fail before the first piece of an answer. */
    FAILS_BEFORE_FIRST,
    /** Calls fail after at least one piece of an answer. */
    FAILS_AFTER_FIRST,
    /** Calls get no answer at all until they are cancelled or the stand is closed. */
    HANGS,
    /** Calls get one piece of an answer, and then nothing more. */
    STALLS
}
