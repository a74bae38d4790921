package io.demijohn.checkpoint;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Names a journal. Ordered by tenant, kind and id, as text.
 *
 * @param tenant whose journal this is
 * @param kind what it is the journal of, for example {@code thread}, {@code agent}
 * @param id unique within tenant and kind
 */
public record JournalKey(String tenant, String kind, String id) implements Comparable<JournalKey> {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
    private static final Comparator<JournalKey> ORDER =
            Comparator.comparing(JournalKey::tenant)
                    .thenComparing(JournalKey::kind)
                    .thenComparing(JournalKey::id);

    /** Checks each part: 1 to 128 letters, digits, dots, underscores, tildes and dashes. */
    public JournalKey {
        check("tenant", tenant);
        check("kind", kind);
        check("id", id);
    }

    private static void check(String field, String value) {
        if (!PART.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "journal " + field + " must match " + PART.pattern());
        }
    }

    @Override
    public int compareTo(JournalKey other) {
        return ORDER.compare(this, other);
    }
}
