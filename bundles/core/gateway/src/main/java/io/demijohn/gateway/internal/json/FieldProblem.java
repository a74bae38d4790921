package io.demijohn.gateway.internal.json;

/** A field of a body is wrong. */
public final class FieldProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * A wrong field.
     *
     * @param field its path
     * @param what what is wrong and how it should be; goes on from the path
     */
    public FieldProblem(String field, String what) {
        super(field + " " + what, null, false, false);
        this.field = field;
    }

    /**
     * Which.
     *
     * @return its path
     */
    public String field() {
        return field;
    }
}
