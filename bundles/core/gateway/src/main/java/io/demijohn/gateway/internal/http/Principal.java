package io.demijohn.gateway.internal.http;

import io.demijohn.call.CallContext;
import io.demijohn.tenant.ApiKey;
import java.util.Optional;

/**
 * Whose call this is.
 *
 * @param keyId names the key, never the key itself
 * @param tenant whose data it may see
 * @param role what it may do
 * @param key what it is confined to; empty for a caller of an open route
 */
public record Principal(String keyId, String tenant, Role role, Optional<ApiKey> key) {

    /** A caller of an open route. */
    public static final Principal ANYBODY =
            new Principal("", CallContext.DEFAULT_TENANT, Role.NONE, Optional.empty());

    /** What a key may do. */
    public enum Role {
        /** Open routes only. */
        NONE,
        /** Everything but {@code /admin}. */
        USER,
        /** Everything. */
        ADMIN
    }

    /**
     * The holder of a key.
     *
     * @param key the key
     * @return its principal
     */
    public static Principal of(ApiKey key) {
        Role role = key.role() == ApiKey.Role.ADMIN ? Role.ADMIN : Role.USER;
        return new Principal(key.id(), key.tenant(), role, Optional.of(key));
    }

    /**
     * Whether it may use an endpoint.
     *
     * @param endpoint one of {@link ApiKey#ENDPOINTS}
     * @return true also when nothing confines it
     */
    public boolean mayUse(String endpoint) {
        return key.map(held -> held.mayUse(endpoint)).orElse(true);
    }

    /**
     * Whether it may ask a model.
     *
     * @param model a model's or a route's name
     * @return true also when nothing confines it
     */
    public boolean mayAsk(String model) {
        return key.map(held -> held.mayAsk(model)).orElse(true);
    }
}
