package io.demijohn.gateway.internal.key;

import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.http.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows keys by their hashes. Looks at most once a second whether the file has changed, whether the
 * key asked for is known or not.
 */
public final class Keys {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_KEY = 512;

    private final KeyFile file;
    private final LongSupplier nanos;
    private final FailureLimit failures;
    private final AtomicLong lookedAt;
    private volatile Snapshot snapshot = new Snapshot(Optional.empty(), List.of());

    private record Snapshot(Optional<String> version, List<ApiKey> keys) {}

    /**
     * The keys of a file; makes the first one when there is none.
     *
     * @param file where they are
     * @param nanos monotonic time
     */
    public Keys(KeyFile file, LongSupplier nanos) {
        this.file = file;
        this.nanos = nanos;
        this.failures = new FailureLimit(nanos);
        this.lookedAt = new AtomicLong(nanos.getAsLong());
        file.createIfMissing();
        load();
    }

    /**
     * How many keys there are.
     *
     * @return zero means that nobody gets in
     */
    public int count() {
        return snapshot.keys().size();
    }

    /**
     * Finds the owner of a key.
     *
     * @param remote the caller's address
     * @param key what the caller sent
     * @return the owner
     * @throws Problem 401; 429 when the address has failed too often. A right key is never refused,
     *     however often others behind the same address have failed: it cannot be guessed anyway
     */
    public Principal authenticate(String remote, @Nullable String key) {
        Principal owner = key == null || key.length() > MAX_KEY ? null : owner(key);
        if (owner != null) {
            return owner;
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
                                : "The API key is not known")
                .withCode("invalid_api_key");
    }

    private @Nullable Principal owner(String key) {
        lookAgain();
        byte[] hash = ApiKey.hash(key);
        Principal owner = null;
        for (ApiKey candidate : snapshot.keys()) { // all of them: the time must not tell which
            if (candidate.matches(hash)) {
                owner = candidate.principal();
            }
        }
        return owner;
    }

    private void lookAgain() {
        long last = lookedAt.get();
        long now = nanos.getAsLong();
        boolean due = now - last >= LOOK_NANOS && lookedAt.compareAndSet(last, now);
        if (due && !file.version().equals(snapshot.version())) {
            load();
        }
    }

    private void load() {
        Optional<String> version = file.version();
        snapshot = new Snapshot(version, version.isPresent() ? file.read() : List.of());
    }
}
