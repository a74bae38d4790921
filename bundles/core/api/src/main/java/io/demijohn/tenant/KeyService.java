package io.demijohn.tenant;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * API keys. A change is durable before its method returns, and holds for the next request.
 *
 * <p>While the service is not there nobody can tell a right key from a wrong one: that is never a
 * reason to call a key wrong.
 */
@ProviderType
public interface KeyService {

    /**
     * Finds the key of a secret. Takes microseconds: no lock, no disk, no network.
     *
     * @param secret what a caller sent
     * @return empty when no key has it, or the one that has is expired or revoked
     */
    Optional<ApiKey> authenticate(String secret);

    /**
     * Finds a key by its id, expired ones too.
     *
     * @param id the key's id
     * @return empty when there is none
     */
    Optional<ApiKey> find(String id);

    /**
     * Lists keys, expired ones too.
     *
     * @param tenant whose; empty for everybody's
     * @return by tenant, then id
     */
    List<ApiKey> list(Optional<String> tenant);

    /**
     * Makes a key with a secret of 256 random bits.
     *
     * @param request who holds it and what it may do
     * @return with the secret
     * @throws TenantException INVALID, EXISTS for an id that is taken, UNAVAILABLE
     */
    IssuedKey create(KeyRequest request);

    /**
     * Gives a key a new secret.
     *
     * @param tenant whose key
     * @param id the key's id
     * @param overlap how long the present secret is still taken, 0 to 30 days. One that was still
     *     taken since an earlier rotation is not any more
     * @return with the new secret
     * @throws TenantException NOT_FOUND, INVALID, UNAVAILABLE
     */
    IssuedKey rotate(String tenant, String id, Duration overlap);

    /**
     * Removes a key. The next request with it is refused; what is under way goes on.
     *
     * @param tenant whose key
     * @param id the key's id
     * @throws TenantException NOT_FOUND, INVALID for the last administrator's key, UNAVAILABLE
     */
    void revoke(String tenant, String id);
}
