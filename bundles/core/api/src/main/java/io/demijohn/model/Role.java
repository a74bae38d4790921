package io.demijohn.model;

/** Who speaks in a message. */
public enum Role {
    /** Instructions of the agent's author. */
    SYSTEM,
    /** The person, or the program, that talks to the agent. */
    USER,
    /** The model. */
    ASSISTANT,
    /** A tool's answer to a call of the model. */
    TOOL
}
