package io.demijohn.gateway.internal;

import io.demijohn.secret.Secret;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenant.TenantException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys in memory, in place of the tenants bundle. */
public final class FakeKeys implements KeyService {

    private final Map<String, ApiKey> bySecret = new ConcurrentHashMap<>();

    @Override
    public Optional<ApiKey> authenticate(String secret) {
        return Optional.ofNullable(bySecret.get(secret));
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return bySecret.values().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    @Override
    public List<ApiKey> list(Optional<String> tenant) {
        return bySecret.values().stream()
                .filter(key -> tenant.isEmpty() || tenant.get().equals(key.tenant()))
                .toList();
    }

    @Override
    public IssuedKey create(KeyRequest request) {
        String id = request.id().orElse("key-" + bySecret.size());
        if (find(id).isPresent()) {
            throw new TenantException(TenantException.Kind.EXISTS, "there is a key " + id);
        }
        ApiKey key =
                new ApiKey(
                        id,
                        request.tenant(),
                        request.team(),
                        request.name(),
                        request.role(),
                        request.endpoints(),
                        request.models(),
                        request.limits(),
                        Optional.empty(),
                        request.expires(),
                        Optional.empty());
        String secret = "dj_test-" + id;
        bySecret.put(secret, key);
        return new IssuedKey(key, new Secret(secret));
    }

    @Override
    public IssuedKey rotate(String tenant, String id, Duration overlap) {
        ApiKey key = held(tenant, id);
        bySecret.values().remove(key);
        bySecret.put("dj_rotated-" + id, key);
        return new IssuedKey(key, new Secret("dj_rotated-" + id));
    }

    @Override
    public void revoke(String tenant, String id) {
        bySecret.values().remove(held(tenant, id));
    }

    private ApiKey held(String tenant, String id) {
        return find(id).filter(key -> key.tenant().equals(tenant))
                .orElseThrow(
                        () ->
                                new TenantException(
                                        TenantException.Kind.NOT_FOUND, "there is no key " + id));
    }
}
