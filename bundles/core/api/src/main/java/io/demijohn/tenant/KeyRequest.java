package io.demijohn.tenant;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A key to be made.
 *
 * @param id names it; letters, digits, dot, dash and underscore, 1 to 64 of them. Empty makes one
 *     up
 * @param tenant whose data it may see; characters as in an id
 * @param team a part of the tenant; characters as in an id
 * @param name for people; up to 100 characters, without control characters and semicolons
 * @param role what it may do
 * @param endpoints which of {@link ApiKey#ENDPOINTS} it may use; empty means all
 * @param models names, or prefixes with a {@code *} at the end; empty means all
 * @param limits how much it may ask
 * @param expires from when on it is refused, later than now; empty for never
 */
public record KeyRequest(
        Optional<String> id,
        String tenant,
        Optional<String> team,
        String name,
        ApiKey.Role role,
        Set<String> endpoints,
        Set<String> models,
        CallLimits limits,
        Optional<Instant> expires) {

    /** Checks that nothing is missing, and copies. */
    public KeyRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(team, "team");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        endpoints = Set.copyOf(endpoints);
        models = Set.copyOf(models);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(expires, "expires");
    }

    /**
     * A key without confinement.
     *
     * @param tenant whose data it may see
     * @param role what it may do
     * @return a request with defaults for all else
     */
    public static KeyRequest of(String tenant, ApiKey.Role role) {
        return new KeyRequest(
                Optional.empty(),
                tenant,
                Optional.empty(),
                "",
                role,
                Set.of(),
                Set.of(),
                CallLimits.NONE,
                Optional.empty());
    }
}
