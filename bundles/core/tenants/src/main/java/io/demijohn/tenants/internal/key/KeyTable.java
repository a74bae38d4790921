package io.demijohn.tenants.internal.key;

import io.demijohn.tenant.ApiKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All keys at one moment; never changes. Finds a secret's key by its hash. */
final class KeyTable {

    private final Map<Long, List<StoredKey>> byHash = new HashMap<>();
    private final Map<String, StoredKey> byId = new HashMap<>();
    private final List<ApiKey> all;

    KeyTable(List<StoredKey> keys) {
        for (StoredKey key : keys) {
            byId.put(key.key().id(), key);
            add(key.hash(), key);
            if (key.former().length > 0) {
                add(key.former(), key);
            }
        }
        all =
                keys.stream()
                        .map(StoredKey::key)
                        .sorted(Comparator.comparing(ApiKey::tenant).thenComparing(ApiKey::id))
                        .toList();
    }

    private void add(byte[] hash, StoredKey key) {
        byHash.computeIfAbsent(StoredKey.bucket(hash), any -> new ArrayList<>()).add(key);
    }

    Optional<ApiKey> owner(String secret, Instant now) {
        byte[] hash = StoredKey.hash(secret);
        for (StoredKey candidate : byHash.getOrDefault(StoredKey.bucket(hash), List.of())) {
            if (candidate.opens(hash, now)) {
                return Optional.of(candidate.key());
            }
        }
        return Optional.empty();
    }

    Optional<StoredKey> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<ApiKey> all() {
        return all;
    }
}
