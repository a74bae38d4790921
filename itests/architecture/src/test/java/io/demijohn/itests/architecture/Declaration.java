package io.demijohn.itests.architecture;

/**
 * A type or a method in a source file.
 *
 * @param place file and line
 * @param name simple name
 * @param isMethod whether it is a method or a constructor
 * @param isForVendors whether it is public, or a member of a public interface, and not an override
 * @param documented whether a doc comment stands before it
 * @param lines from its first line to its last
 */
record Declaration(
        String place,
        String name,
        boolean isMethod,
        boolean isForVendors,
        boolean documented,
        long lines) {

    @Override
    public String toString() {
        return name + " (" + place + ")";
    }
}
