package io.demijohn.checkpoint;

/** What a record says. A store keeps the type beside the body and never looks into the body. */
public enum RecordType {
    /** A run was accepted, with its input. */
    ADMIT(1),
    /** A model's whole answer, with the lengths of its deltas. */
    MODEL_RESULT(2),
    /** A tool is about to be called. */
    TOOL_INTENT(3),
    /** A tool's answer. */
    TOOL_RESULT(4),
    /** A change of state that no model or tool made. */
    STATE_DELTA(5),
    /** The whole state; readers may start here. */
    SNAPSHOT(6),
    /** A run waits for a person. */
    INTERRUPT(7),
    /** A person answered. */
    RESUME(8),
    /** A run has ended. */
    TERMINAL(9),
    /** A version of an agent, an assistant or another definition. */
    DEFINITION(10);

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /**
     * The number that stands for this type in stored bytes. Never reused.
     *
     * @return 1 to 255
     */
    public int code() {
        return code;
    }

    /**
     * The type of a stored number.
     *
     * @param code as returned by {@link #code()}
     * @return the type
     * @throws IllegalArgumentException when the number is unknown, as when a newer version wrote it
     */
    public static RecordType of(int code) {
        for (RecordType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown record type " + code);
    }
}
