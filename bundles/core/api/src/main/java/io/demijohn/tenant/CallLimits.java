package io.demijohn.tenant;

import java.util.Optional;

/**
 * How much may be asked of models. What is absent is not limited.
 *
 * @param requests calls in any minute, 0 or more
 * @param tokens tokens in any minute, read and written together, 0 or more
 * @param concurrent calls at once, 0 or more
 */
public record CallLimits(
        Optional<Long> requests, Optional<Long> tokens, Optional<Long> concurrent) {

    /** Nothing is limited. */
    public static final CallLimits NONE =
            new CallLimits(Optional.empty(), Optional.empty(), Optional.empty());

    private static final long MOST = 1_000_000_000_000L;

    /** Checks the bounds: each from 0 to 10^12. */
    public CallLimits {
        check("requests", requests);
        check("tokens", tokens);
        check("concurrent", concurrent);
    }

    private static void check(String field, Optional<Long> value) {
        value.filter(number -> number < 0 || number > MOST)
                .ifPresent(
                        number -> {
                            throw new TenantException(
                                    TenantException.Kind.INVALID,
                                    field + " is " + number + "; it must be from 0 to " + MOST);
                        });
    }
}
