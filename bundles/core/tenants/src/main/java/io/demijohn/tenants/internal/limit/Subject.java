package io.demijohn.tenants.internal.limit;

import io.demijohn.tenant.ApiKey;
import java.util.Optional;

/**
 * Whose call of which model.
 *
 * @param tenant the tenant
 * @param team the key's team
 * @param key the key, for limits of its own
 * @param model the model or route asked for
 */
public record Subject(String tenant, Optional<String> team, Optional<ApiKey> key, String model) {

    /**
     * A call's subject.
     *
     * @param tenant the tenant
     * @param key the key under which it is made
     * @param model the model or route asked for
     * @return with the key's team
     */
    public static Subject of(String tenant, Optional<ApiKey> key, String model) {
        return new Subject(tenant, key.flatMap(ApiKey::team), key, model);
    }
}
