package io.demijohn.gateway.internal.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.demijohn.gateway.internal.http.Principal;
import io.demijohn.gateway.internal.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    @TempDir Path folder;
    private final AtomicLong nanos = new AtomicLong();
    private Path etc;
    private Path plain;

    @BeforeEach
    void folders() throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        plain = folder.resolve("data/demijohn/first-start/api-key");
    }

    private Keys keys() {
        return new Keys(new KeyFile(etc, folder.resolve("data")), nanos::get);
    }

    private void later(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static int status(Keys keys, String key) {
        try {
            keys.authenticate("10.0.0.1", key);
            return 200;
        } catch (Problem refused) {
            return refused.status();
        }
    }

    @Test
    void theFirstStartMakesAnAdministratorsKeyAndKeepsOnlyItsHash() throws IOException {
        Keys keys = keys();
        String key = Files.readString(plain).strip();
        assertThat(key).matches("dj_[A-Za-z0-9_-]{43}");
        Principal owner = keys.authenticate("10.0.0.1", key);
        assertThat(owner).isEqualTo(new Principal("first", "default", Principal.Role.ADMIN));
        String file = Files.readString(etc.resolve("demijohn.keys"));
        assertThat(file).doesNotContain(key).contains("first = default;sha256:");
    }

    @Test
    void bothFilesAreTheirOwnersAlone() throws IOException {
        keys();
        for (Path file : new Path[] {plain, etc.resolve("demijohn.keys")}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondStartMakesNoOther() throws IOException {
        keys();
        String key = Files.readString(plain).strip();
        Files.delete(plain);
        assertThat(status(keys(), key)).isEqualTo(200);
        assertThat(plain).doesNotExist();
    }

    @Test
    void aBrokenFileMakesNoNewAdministrator() throws IOException {
        Files.writeString(etc.resolve("demijohn.keys"), "first = default;md5:00;admin\n");
        Keys keys = keys();
        assertThat(keys.count()).isZero();
        assertThat(plain).doesNotExist();
        assertThat(status(keys, "")).isEqualTo(401);
    }

    @Test
    void aChangeIsSeenWithinASecond() throws IOException {
        Keys keys = keys();
        Path file = etc.resolve("demijohn.keys");
        assertThat(status(keys, "dj_new")).isEqualTo(401);
        Files.writeString(
                file, Files.readString(file) + ApiKey.line("new", "team", "dj_new", "user") + "\n");
        assertThat(status(keys, "dj_new")).isEqualTo(401); // not looked at again yet
        later(1);
        Principal owner = keys.authenticate("10.0.0.1", "dj_new");
        assertThat(owner).isEqualTo(new Principal("new", "team", Principal.Role.USER));
        Files.writeString(file, "# nobody\n");
        later(1);
        assertThat(status(keys, "dj_new")).isEqualTo(401);
    }

    @Test
    void failuresAreLimitedForEachAddress() {
        Keys keys = keys();
        for (int i = 0; i < 30; i++) {
            status(keys, "wrong");
        }
        assertThat(status(keys, "wrong")).isEqualTo(429);
        assertThatThrownBy(() -> keys.authenticate("10.0.0.2", "wrong"))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.status()).isEqualTo(401));
        later(3600);
        assertThat(status(keys, "wrong")).isEqualTo(401);
    }
}
