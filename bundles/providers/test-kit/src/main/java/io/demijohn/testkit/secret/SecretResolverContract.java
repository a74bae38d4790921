package io.demijohn.testkit.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretResolver;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SecretResolver} must do. Extend it and run it with JUnit 5. */
public abstract class SecretResolverContract {

    /** For the extending class. */
    protected SecretResolverContract() {}

    /**
     * The resolver under test.
     *
     * @return the same for the whole test
     * @throws Exception fails the test
     */
    protected abstract SecretResolver resolver() throws Exception;

    /**
     * Stores a secret where the resolver looks, or replaces it.
     *
     * @param name the name
     * @param value the value
     * @throws Exception fails the test
     */
    protected abstract void store(String name, String value) throws Exception;

    @ParameterizedTest
    @ValueSource(strings = {"a", "openai", "open-ai.key_2", "0", "UPPER"})
    final void aStoredSecretIsFound(String name) throws Exception {
        store(name, "value of " + name);
        assertThat(resolver().resolve(name).map(Secret::reveal)).contains("value of " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {" inner and outer ", "käse", "-----BEGIN\nline\n-----END", "=x:;$(y)"})
    final void theValueIsKeptAsItIs(String value) throws Exception {
        store("odd", value);
        assertThat(resolver().resolve("odd").map(Secret::reveal)).contains(value);
    }

    @Test
    final void aReplacedSecretIsSeen() throws Exception {
        store("rotated", "old");
        assertThat(resolver().resolve("rotated").map(Secret::reveal)).contains("old");
        store("rotated", "new");
        assertThat(resolver().resolve("rotated").map(Secret::reveal)).contains("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "",
                ".",
                "..",
                "../odd",
                "a/b",
                "/etc/passwd",
                "~",
                "x\u0000",
                "%2e%2e",
                " "
            })
    final void unknownAndHostileNamesAreEmpty(String name) throws Exception {
        store("odd", "value");
        assertThat(resolver().resolve(name)).isEmpty();
        assertThat(resolver().resolve("n".repeat(100_000))).isEmpty();
    }

    @Test
    final void aSecretDoesNotShowItself() throws Exception {
        store("shy", "sk-CANARY-1");
        assertThat(resolver().resolve("shy").toString()).doesNotContain("CANARY");
        assertThat(resolver().toString()).doesNotContain("CANARY");
    }

    @Test
    final void manyMayAskAtOnce() throws Exception {
        store("shared", "value");
        SecretResolver resolver = resolver();
        List<Optional<String>> answers =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(i -> resolver.resolve("shared").map(Secret::reveal))
                        .toList();
        assertThat(answers).containsOnly(Optional.of("value"));
    }
}
