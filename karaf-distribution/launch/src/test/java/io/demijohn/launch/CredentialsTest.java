package io.demijohn.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

class CredentialsTest {
    @TempDir Path etc;

    @BeforeEach
    void distribution() throws IOException {
        Files.writeString(etc.resolve("users.properties"), "# nobody\n");
        Files.writeString(etc.resolve("keys.properties"), "# nobody\n");
    }

    @Test
    void keepsOnlyTheHashOfThePassword() throws IOException {
        String password = new Credentials(etc).create().orElseThrow();

        String users = Files.readString(etc.resolve("users.properties"));
        assertThat(password).hasSize(24);
        assertThat(users).doesNotContain(password).contains(",_g_:admingroup");
        String hex = users.replaceAll("(?s).*\\{CRYPT\\}(.*)\\{CRYPT\\}.*", "$1");
        String hash = new String(HexFormat.of().parseHex(hex), StandardCharsets.US_ASCII);
        assertThat(BCrypt.checkpw(password, hash)).isTrue();
    }

    @Test
    void onlyTheOwnerReadsTheShellKey() throws IOException {
        new Credentials(etc).create();

        Path key = etc.resolve("shell.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(etc.resolve("keys.properties")).content().contains("admin = AAAAB3NzaC1yc2E");
    }

    @Test
    void aSecondStartChangesNothing() throws IOException {
        new Credentials(etc).create();
        String users = Files.readString(etc.resolve("users.properties"));
        String keys = Files.readString(etc.resolve("keys.properties"));

        assertThat(new Credentials(etc).create()).isEmpty();
        assertThat(etc.resolve("users.properties")).content().isEqualTo(users);
        assertThat(etc.resolve("keys.properties")).content().isEqualTo(keys);
    }

    @Test
    void addsAUserOfARoleOnce() throws IOException {
        new Users(etc).add("vera", "viewer");

        assertThat(etc.resolve("users.properties"))
                .content()
                .contains("vera = {CRYPT}", ",_g_:viewergroup");
        assertThatThrownBy(() -> new Users(etc).add("vera", "admin"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("user vera exists");
    }
}
