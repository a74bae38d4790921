package io.demijohn.tenants.internal.limit;

import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code limits}: {@code tenant=acme model=gpt requests=100}. A {@code *} for a value
 * gives each one a counter of its own.
 *
 * @param who words of {@link #WORDS} and their values
 * @param limits how much
 */
record LimitRule(Map<String, String> who, CallLimits limits) {

    static final List<String> WORDS = List.of("tenant", "team", "key", "model");
    private static final String EACH = "*";

    /** The counter of a call, the same on every node; empty when the rule is not about it. */
    Optional<String> counter(Subject subject) {
        StringBuilder name = new StringBuilder();
        for (String word : WORDS) {
            String wanted = who.get(word);
            if (wanted == null) {
                continue;
            }
            Optional<String> is = value(subject, word);
            if (is.isEmpty() || !(wanted.equals(EACH) || wanted.equals(is.get()))) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : " ").append(word).append('=').append(is.get());
        }
        return Optional.of(name.isEmpty() ? "all" : name.toString());
    }

    private static Optional<String> value(Subject subject, String word) {
        return switch (word) {
            case "tenant" -> Optional.of(subject.tenant());
            case "team" -> subject.team();
            case "key" -> subject.key().map(ApiKey::id);
            default -> Optional.of(subject.model());
        };
    }
}
