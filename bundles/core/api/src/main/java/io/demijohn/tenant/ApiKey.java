package io.demijohn.tenant;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An API key as it may be shown: who holds it and what it may do. Its secret is nowhere; only a
 * hash of it is stored.
 *
 * @param id names the key in lists, usage and budgets; unique over all tenants
 * @param tenant whose data it may see
 * @param team a part of the tenant, for usage and budgets; empty for none
 * @param name for people; may be empty
 * @param role what it may do
 * @param endpoints which of {@link #ENDPOINTS} it may use; empty means all
 * @param models which models and routes it may ask, by name, or by prefix with a {@code *} at the
 *     end; empty means all
 * @param limits how much it may ask
 * @param created when it was made; empty for a key that was written by hand
 * @param expires from when on it is refused; empty for never
 * @param overlap until when the secret before the last rotation is still taken; empty when there is
 *     none
 */
public record ApiKey(
        String id,
        String tenant,
        Optional<String> team,
        String name,
        Role role,
        Set<String> endpoints,
        Set<String> models,
        CallLimits limits,
        Optional<Instant> created,
        Optional<Instant> expires,
        Optional<Instant> overlap) {

    /**
     * What a key can be confined to: the dialects by their addresses under {@code /v1}, {@code
     * agents} for assistants, threads and runs, and {@code metrics}.
     */
    public static final Set<String> ENDPOINTS =
            Set.of(
                    "agents",
                    "chat",
                    "conversations",
                    "embeddings",
                    "messages",
                    "metrics",
                    "models",
                    "responses",
                    "usage");

    /** What a key may do. */
    public enum Role {
        /** Everything but administration. */
        USER,
        /** Administration of its tenant too. */
        ADMIN
    }

    /** Checks that nothing is missing, and copies. */
    public ApiKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(team, "team");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        endpoints = Set.copyOf(endpoints);
        models = Set.copyOf(models);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(overlap, "overlap");
    }

    /**
     * Whether it may use an endpoint.
     *
     * @param endpoint one of {@link #ENDPOINTS}
     * @return true also when it is not confined
     */
    public boolean mayUse(String endpoint) {
        return endpoints.isEmpty() || endpoints.contains(endpoint);
    }

    /**
     * Whether it may ask a model.
     *
     * @param model a model's or a route's name
     * @return true also when it is not confined
     */
    public boolean mayAsk(String model) {
        return models.isEmpty()
                || models.contains(model)
                || models.stream()
                        .anyMatch(
                                name ->
                                        name.endsWith("*")
                                                && model.startsWith(
                                                        name.substring(0, name.length() - 1)));
    }
}
