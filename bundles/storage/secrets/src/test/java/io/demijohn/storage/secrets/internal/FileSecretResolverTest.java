package io.demijohn.storage.secrets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.health.Health;
import io.demijohn.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileSecretResolverTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("DEMIJOHN_SECRET_OPEN_AI_KEY", "from environment", "DEMIJOHN_SECRET_EMPTY", "");

    @TempDir private Path directory;

    private Optional<String> resolve(String name) {
        return new FileSecretResolver(directory, ENVIRONMENT).resolve(name).map(Secret::reveal);
    }

    private Path write(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    @Test
    void theEnvironmentIsAskedWhenThereIsNoFile() throws IOException {
        assertThat(resolve("open-ai.key")).contains("from environment");
        assertThat(resolve("empty")).isEmpty();

        write("open-ai.key", "from file", "rw-------");
        assertThat(resolve("open-ai.key")).contains("from file");
    }

    @Test
    void lineEndsOfEditorsAreStripped() throws IOException {
        write("unix", "value\n", "rw-------");
        write("dos", "value\r\n", "r--------");
        assertThat(resolve("unix")).contains("value");
        assertThat(resolve("dos")).contains("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw-r--r--"})
    void aFileThatOthersCanReadOrChangeIsRefusedWithTheFix(String permissions) throws IOException {
        write("open", "sk-CANARY-2", permissions);
        String log = logOf(() -> assertThat(resolve("open")).isEmpty());
        assertThat(log).contains("chmod 600").contains("open").doesNotContain("CANARY");

        Health health = new FileSecretResolver(directory, ENVIRONMENT).check();
        assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
        assertThat(health.message()).contains("open");
        assertThat(health.fix()).contains("chmod 600");
    }

    @Test
    void aFaultIsLoggedOnceUntilItChanges() throws IOException {
        FileSecretResolver resolver = new FileSecretResolver(directory, ENVIRONMENT);
        Path file = write("key", "value", "rw-r--r--");
        assertThat(logOf(() -> resolver.resolve("key"))).contains("chmod 600");
        assertThat(logOf(() -> resolver.resolve("key"))).isEmpty();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(resolver.resolve("key")).isPresent();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(logOf(() -> resolver.resolve("key"))).contains("chmod 600");
    }

    @Test
    void anEmptyOrHugeFileOrADirectoryIsNoSecret() throws IOException {
        write("empty", "\n", "rw-------");
        write("huge", "x".repeat(64 * 1024 + 1), "rw-------");
        Files.createDirectory(directory.resolve("directory"));
        logOf(
                () -> {
                    assertThat(resolve("empty")).isEmpty();
                    assertThat(resolve("huge")).isEmpty();
                    assertThat(resolve("directory")).isEmpty();
                });
    }

    @Test
    void aMissingDirectoryIsFine() {
        FileSecretResolver resolver =
                new FileSecretResolver(directory.resolve("missing"), ENVIRONMENT);
        assertThat(resolver.resolve("a")).isEmpty();
        assertThat(resolver.check().status()).isEqualTo(Health.Status.UP);
    }

    @Test
    void variableNamesAreUpperCaseWithUnderscores() {
        assertThat(SecretVariables.variable("a.b-c_9")).isEqualTo("DEMIJOHN_SECRET_A_B_C_9");
    }

    /** What slf4j-simple writes while this runs. */
    private static String logOf(Runnable action) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
