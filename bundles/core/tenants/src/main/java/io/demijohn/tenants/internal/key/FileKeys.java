package io.demijohn.tenants.internal.key;

import io.demijohn.health.Health;
import io.demijohn.secret.Secret;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.KeyService;
import io.demijohn.tenant.TenantException;
import io.demijohn.tenant.TenantException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the key file. Requests read one table that is replaced as a whole; changes, ours and
 * those made by hand, are read by whoever calls {@link #refresh}. When the file cannot be read the
 * keys that were known stay: a broken disk makes no key wrong.
 */
final class FileKeys implements KeyService {

    private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);
    private static final int MAX_SECRET = 512;
    private static final Duration MAX_OVERLAP = Duration.ofDays(30);

    private final KeyFile file;
    private final InstantSource clock;
    private final Secrets secrets = new Secrets();
    private Optional<String> version = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private volatile @Nullable KeyTable table;

    FileKeys(KeyFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        try {
            file.createIfMissing(secrets);
        } catch (IOException e) {
            LOG.error("{} cannot be read or made: {}", file.path(), e.toString());
        }
        refresh();
    }

    /** Looks whether the file has changed. */
    synchronized void refresh() {
        Optional<String> now = file.version();
        boolean news = table == null || trouble.isPresent() || !now.equals(version);
        if (news) {
            load(now);
        }
    }

    private void load(Optional<String> now) {
        Optional<String> before = trouble;
        try {
            KeyFile.Content content = file.read();
            table = new KeyTable(content.keys());
            trouble = content.mistakes().stream().findFirst();
        } catch (IOException e) {
            trouble = Optional.of("it cannot be read, so the keys stay as they were: " + e);
        }
        version = now;
        if (!trouble.equals(before)) {
            trouble.ifPresent(what -> LOG.error("{}: {}", file.path(), what));
        }
    }

    private KeyTable table() {
        KeyTable known = table;
        if (known == null) {
            throw new TenantException(
                    Kind.UNAVAILABLE, "the API keys cannot be read now; the log says why");
        }
        return known;
    }

    @Override
    public Optional<ApiKey> authenticate(String secret) {
        return secret.length() > MAX_SECRET
                ? Optional.empty()
                : table().owner(secret, clock.instant());
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return table().find(id).map(StoredKey::key);
    }

    @Override
    public List<ApiKey> list(Optional<String> tenant) {
        return table().all().stream()
                .filter(key -> tenant.isEmpty() || tenant.get().equals(key.tenant()))
                .toList();
    }

    @Override
    public synchronized IssuedKey create(KeyRequest request) {
        KeyFile.Content content = content();
        ApiKey key = KeyRules.check(request, secrets.nextId(), now());
        if (content.lines().stream().anyMatch(line -> KeyLine.id(line).equals(key.id()))) {
            throw new TenantException(Kind.EXISTS, "there is a key " + key.id() + " already");
        }
        String secret = secrets.next();
        StoredKey stored = new StoredKey(key, StoredKey.hash(secret), new byte[0]);
        List<String> lines = new ArrayList<>(content.lines());
        lines.add(KeyLine.write(stored));
        write(lines);
        return new IssuedKey(key, new Secret(secret));
    }

    @Override
    public synchronized IssuedKey rotate(String tenant, String id, Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new TenantException(
                    Kind.INVALID, "the overlap is " + overlap + "; it must be from 0 to 30 days");
        }
        KeyFile.Content content = content();
        StoredKey present = present(content, tenant, id);
        Optional<Instant> until =
                overlap.isZero() ? Optional.empty() : Optional.of(now().plus(overlap));
        ApiKey rotated = KeyRules.withOverlap(present.key(), until);
        String secret = secrets.next();
        StoredKey next =
                new StoredKey(
                        rotated,
                        StoredKey.hash(secret),
                        until.isPresent() ? present.hash() : new byte[0]);
        write(
                content.lines().stream()
                        .map(line -> KeyLine.id(line).equals(id) ? KeyLine.write(next) : line)
                        .toList());
        return new IssuedKey(rotated, new Secret(secret));
    }

    @Override
    public synchronized void revoke(String tenant, String id) {
        KeyFile.Content content = content();
        StoredKey present = present(content, tenant, id);
        boolean last =
                present.key().role() == ApiKey.Role.ADMIN
                        && content.keys().stream().map(StoredKey::key).noneMatch(otherAdmin(id));
        if (last) {
            throw new TenantException(
                    Kind.INVALID,
                    "key " + id + " is the last administrator's; make another one first");
        }
        write(content.lines().stream().filter(line -> !KeyLine.id(line).equals(id)).toList());
    }

    private java.util.function.Predicate<ApiKey> otherAdmin(String id) {
        Instant now = now();
        return key ->
                key.role() == ApiKey.Role.ADMIN
                        && !key.id().equals(id)
                        && key.expires().filter(end -> !now.isBefore(end)).isEmpty();
    }

    private static StoredKey present(KeyFile.Content content, String tenant, String id) {
        return content.keys().stream()
                .filter(one -> one.key().id().equals(id) && one.key().tenant().equals(tenant))
                .findFirst()
                .orElseThrow(() -> new TenantException(Kind.NOT_FOUND, "there is no key " + id));
    }

    private KeyFile.Content content() {
        try {
            return file.read();
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private void write(List<String> lines) {
        try {
            file.write(lines);
        } catch (IOException e) {
            throw failed("written", e);
        }
        load(file.version());
    }

    private TenantException failed(String what, IOException e) {
        return new TenantException(
                Kind.UNAVAILABLE, file.path() + " cannot be " + what + ": " + e, e);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    synchronized Health health() {
        KeyTable known = table;
        if (known == null || known.all().isEmpty()) {
            return Health.degraded(
                    "No API key is known, so nobody gets in",
                    "mend " + file.path() + ", or delete it and restart to have one made");
        }
        return trouble.map(what -> Health.degraded(file.path() + ": " + what, "mend the file"))
                .orElseGet(() -> Health.up(known.all().size() + " keys"));
    }
}
