package io.demijohn.gateway.internal.key;

import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.http.Problem;
import io.demijohn.gateway.internal.platform.Platform;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.LimitStanding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks whose key a caller has sent, and slows down who guesses. */
public final class Keys {

    private final Platform platform;
    private final FailureLimit failures;

    /**
     * The platform's keys.
     *
     * @param platform the services
     * @param nanos monotonic time
     */
    public Keys(Platform platform, LongSupplier nanos) {
        this.platform = platform;
        this.failures = new FailureLimit(nanos);
    }

    /**
     * Finds the owner of a key.
     *
     * @param remote the caller's address
     * @param key what the caller sent
     * @return the owner
     * @throws Problem 401; 429 when the address has failed too often; 503 while nobody knows the
     *     keys, which makes none of them wrong. A right key is never refused, however often others
     *     behind the same address have failed: it cannot be guessed anyway
     */
    public Principal authenticate(String remote, @Nullable String key) {
        Optional<Principal> owner =
                key == null
                        ? Optional.empty()
                        : platform.keys().authenticate(key).map(Principal::of);
        if (owner.isPresent()) {
            return owner.get();
        }
        Optional<Duration> wait = failures.failed(remote);
        if (wait.isPresent()) {
            throw Problem.of(429, "Too many requests with a wrong key from this address")
                    .withCode("too_many_failures")
                    .after(wait);
        }
        throw Problem.of(
                        401,
                        key == null
                                ? "An API key is needed: send it as x-api-key or as Authorization:"
                                        + " Bearer"
                                : "The API key is not known, or has expired")
                .withCode("invalid_api_key");
    }

    /**
     * How the limits of a call stand.
     *
     * @param owner whose call
     * @param model the model or route asked for
     * @return empty when nothing is limited
     */
    public List<LimitStanding> standing(Principal owner, String model) {
        return platform.limits()
                .map(limits -> limits.standing(owner.tenant(), owner.key().map(ApiKey::id), model))
                .orElse(List.of());
    }
}
