package io.demijohn.checkpoint;

/**
 * Names a journal. Ordered by tenant, kind and id, as text.
 *
 * @param tenant whose journal this is
 * @param kind what it is the journal of, for example {@code thread}, {@code agent}
 * @param id unique within tenant and kind
 */
public record JournalKey(String tenant, String kind, String id) implements Comparable<JournalKey> {

    private static final int MAX_LENGTH = 128;

    /** Checks each part: 1 to 128 letters, digits, dots, underscores, tildes and dashes. */
    public JournalKey {
        check("tenant", tenant);
        check("kind", kind);
        check("id", id);
    }

    // Keys are made and compared many times a turn, so without regular expressions.
    private static void check(String field, String value) {
        boolean fine = !value.isEmpty() && value.length() <= MAX_LENGTH;
        for (int i = 0; fine && i < value.length(); i++) {
            fine = allowed(value.charAt(i));
        }
        if (!fine) {
            throw new IllegalArgumentException(
                    "journal " + field + " must match [A-Za-z0-9._~-]{1," + MAX_LENGTH + "}");
        }
    }

    private static boolean allowed(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '.'
                || letter == '_'
                || letter == '~'
                || letter == '-';
    }

    @Override
    public int compareTo(JournalKey other) {
        int order = compare(tenant, other.tenant);
        order = order == 0 ? compare(kind, other.kind) : order;
        return order == 0 ? compare(id, other.id) : order;
    }

    private static int compare(String one, String other) {
        return one.equals(other) ? 0 : one.compareTo(other);
    }
}
