package io.demijohn.tenants.internal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.health.Health;
import io.demijohn.tenant.ApiKey;
import io.demijohn.tenant.CallLimits;
import io.demijohn.tenant.IssuedKey;
import io.demijohn.tenant.KeyRequest;
import io.demijohn.tenant.TenantException;
import io.demijohn.tenant.TenantException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeysTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private Path etc;
    private Path file;
    private Path plain;

    @BeforeEach
    void folders() throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        file = etc.resolve("demijohn.keys");
        plain = folder.resolve("data/demijohn/first-start/api-key");
    }

    private FileKeys keys() {
        return new FileKeys(new KeyFile(etc, folder.resolve("data")), () -> now);
    }

    private String first() throws IOException {
        return Files.readString(plain).strip();
    }

    private static KeyRequest request(String id, String tenant) {
        return new KeyRequest(
                Optional.of(id),
                tenant,
                Optional.of("blue"),
                "Build server",
                ApiKey.Role.USER,
                Set.of("chat", "models"),
                Set.of("gpt", "claude-*"),
                new CallLimits(Optional.of(60L), Optional.empty(), Optional.of(4L)),
                Optional.empty());
    }

    private static String secret(IssuedKey issued) {
        return issued.secret().reveal();
    }

    @Test
    void theFirstStartMakesAnAdministratorsKeyAndKeepsOnlyItsHash() throws IOException {
        ApiKey owner = keys().authenticate(first()).orElseThrow();
        assertThat(first()).matches("dj_[A-Za-z0-9_-]{43}");
        assertThat(owner.id()).isEqualTo("first");
        assertThat(owner.tenant()).isEqualTo("default");
        assertThat(owner.role()).isEqualTo(ApiKey.Role.ADMIN);
        assertThat(Files.readString(file)).doesNotContain(first()).contains("first = default;sha");
    }

    @Test
    void bothFilesAreTheirOwnersAlone() throws IOException {
        keys();
        for (Path one : new Path[] {plain, file}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondStartMakesNoOther() throws IOException {
        keys();
        String key = first();
        Files.delete(plain);
        assertThat(keys().authenticate(key)).isPresent();
        assertThat(plain).doesNotExist();
    }

    @Test
    void aBrokenFileMakesNoNewAdministrator() throws IOException {
        Files.writeString(file, "first = default;md5:00;admin\n");
        FileKeys keys = keys();
        assertThat(keys.list(Optional.empty())).isEmpty();
        assertThat(plain).doesNotExist();
        assertThat(keys.authenticate("")).isEmpty();
        assertThat(keys.health().status()).isEqualTo(Health.Status.DEGRADED);
    }

    @Test
    void aLineWrittenByHandIsSeen() throws IOException {
        FileKeys keys = keys();
        String hash = HexFormat.of().formatHex(StoredKey.hash("dj_new"));
        Files.writeString(file, Files.readString(file) + "new = team;sha256:" + hash + ";user\n");
        keys.refresh();
        assertThat(keys.authenticate("dj_new").map(ApiKey::tenant)).contains("team");
        Files.writeString(file, "# nobody\n");
        keys.refresh();
        assertThat(keys.authenticate("dj_new")).isEmpty();
    }

    @Test
    void aFileThatIsGoneMakesNoKeyWrong() throws IOException {
        FileKeys keys = keys();
        String key = first();
        Files.delete(file);
        keys.refresh();
        assertThat(keys.authenticate(key)).isPresent();
        assertThat(keys.health().status()).isEqualTo(Health.Status.DEGRADED);
    }

    @Test
    void aFileThatCannotBeReadAtTheStartIsNoAnswerAboutAKey() throws IOException {
        Files.createDirectory(file);
        FileKeys keys = keys();
        assertThatThrownBy(() -> keys.authenticate("dj_x"))
                .isInstanceOfSatisfying(
                        TenantException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void aKeyIsTheSameAfterARestart() {
        IssuedKey issued = keys().create(request("build", "acme"));
        FileKeys later = keys();
        assertThat(later.authenticate(secret(issued))).contains(issued.key());
        assertThat(later.list(Optional.of("acme"))).containsExactly(issued.key());
        assertThat(issued.key().mayUse("chat")).isTrue();
        assertThat(issued.key().mayUse("messages")).isFalse();
        assertThat(issued.key().mayAsk("claude-3")).isTrue();
        assertThat(issued.key().mayAsk("gpt-5")).isFalse();
        assertThat(issued.toString()).doesNotContain(secret(issued));
    }

    @Test
    void whatPeopleWroteStays() throws IOException {
        FileKeys keys = keys();
        Files.writeString(file, Files.readString(file) + "# mine\nbroken = line\n");
        keys.create(request("build", "acme"));
        keys.rotate("acme", "build", HOUR);
        keys.revoke("acme", "build");
        assertThat(Files.readString(file)).contains("# mine\nbroken = line\n");
    }

    @Test
    void anIdIsGivenOnce() {
        FileKeys keys = keys();
        keys.create(request("build", "acme"));
        assertKind(Kind.EXISTS, () -> keys.create(request("build", "other")));
    }

    @Test
    void aKeyExpires() {
        FileKeys keys = keys();
        KeyRequest plainRequest = KeyRequest.of("acme", ApiKey.Role.USER);
        IssuedKey issued =
                keys.create(
                        new KeyRequest(
                                plainRequest.id(),
                                "acme",
                                plainRequest.team(),
                                "",
                                ApiKey.Role.USER,
                                Set.of(),
                                Set.of(),
                                CallLimits.NONE,
                                Optional.of(now.plus(HOUR))));
        assertThat(keys.authenticate(secret(issued))).isPresent();
        now = now.plus(HOUR);
        assertThat(keys.authenticate(secret(issued))).isEmpty();
        assertThat(keys.find(issued.key().id())).isPresent();
    }

    @Test
    void bothSecretsOpenWhileTheyOverlap() {
        FileKeys keys = keys();
        IssuedKey old = keys.create(request("build", "acme"));
        IssuedKey rotated = keys.rotate("acme", "build", HOUR);
        assertThat(keys.authenticate(secret(old))).isPresent();
        assertThat(keys().authenticate(secret(rotated))).isPresent();
        now = now.plus(HOUR);
        assertThat(keys.authenticate(secret(old))).isEmpty();
        assertThat(keys.authenticate(secret(rotated))).isPresent();
    }

    @Test
    void aRotationWithoutOverlapEndsTheOldSecretAtOnce() {
        FileKeys keys = keys();
        IssuedKey old = keys.create(request("build", "acme"));
        keys.rotate("acme", "build", Duration.ZERO);
        assertThat(keys.authenticate(secret(old))).isEmpty();
    }

    @Test
    void aRevokedKeyIsDeadAtOnce() {
        FileKeys keys = keys();
        IssuedKey issued = keys.create(request("build", "acme"));
        keys.revoke("acme", "build");
        assertThat(keys.authenticate(secret(issued))).isEmpty();
        assertThat(keys().authenticate(secret(issued))).isEmpty();
    }

    @Test
    void anotherTenantsKeyIsNotThere() {
        FileKeys keys = keys();
        keys.create(request("build", "acme"));
        assertKind(Kind.NOT_FOUND, () -> keys.revoke("other", "build"));
        assertKind(Kind.NOT_FOUND, () -> keys.rotate("other", "build", HOUR));
    }

    @Test
    void theLastAdministratorCannotBeLockedOut() {
        FileKeys keys = keys();
        assertKind(Kind.INVALID, () -> keys.revoke("default", "first"));
        keys.create(KeyRequest.of("default", ApiKey.Role.ADMIN));
        keys.revoke("default", "first");
        assertThat(keys.find("first")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoints=everything",
                "colour=blue",
                "requests=-1",
                "requests=many",
                "expires=tomorrow",
                "former=x"
            })
    void aLineWithAMistakeOpensNothing(String word) throws IOException {
        String hash = HexFormat.of().formatHex(StoredKey.hash("dj_new"));
        Files.writeString(file, "new = team;sha256:" + hash + ";user;" + word + "\n");
        FileKeys keys = keys();
        assertThat(keys.authenticate("dj_new")).isEmpty();
        assertThat(keys.list(Optional.empty())).isEmpty();
    }

    private static void assertKind(Kind kind, Runnable change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        TenantException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
