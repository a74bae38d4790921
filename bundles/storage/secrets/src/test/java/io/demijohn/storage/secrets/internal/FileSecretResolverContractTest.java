package io.demijohn.storage.secrets.internal;

import io.demijohn.secret.SecretResolver;
import io.demijohn.testkit.secret.SecretResolverContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

final class FileSecretResolverContractTest extends SecretResolverContract {

    @TempDir private Path directory;

    @Override
    protected SecretResolver resolver() {
        return new FileSecretResolver(directory, Map.of());
    }

    @Override
    protected void store(String name, String value) throws Exception {
        Path file = Files.writeString(directory.resolve(name), value + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
