package io.demijohn.gateway.internal.http;

import io.demijohn.call.CallContext;

/**
 * Whose call this is.
 *
 * @param keyId names the key, never the key itself
 * @param tenant whose data it may see
 * @param role what it may do
 */
public record Principal(String keyId, String tenant, Role role) {

    /** A caller of an open route. */
    public static final Principal ANYBODY =
            new Principal("", CallContext.DEFAULT_TENANT, Role.NONE);

    /** What a key may do. */
    public enum Role {
        /** Open routes only. */
        NONE,
        /** Everything but {@code /admin}. */
        USER,
        /** Everything. */
        ADMIN
    }
}
