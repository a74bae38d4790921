package io.demijohn.shell.internal.doctor;

import io.demijohn.secret.SecretReference;
import io.demijohn.secret.SecretResolver;
import java.util.ArrayList;
import java.util.List;

/** A configuration that names a secret which nobody knows. */
public final class SecretDiagnosis implements Diagnosis {

    private final Configurations configurations;
    private final List<SecretResolver> resolvers;

    public SecretDiagnosis(Configurations configurations, List<SecretResolver> resolvers) {
        this.configurations = configurations;
        this.resolvers = resolvers;
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (Configurations.Entry entry : configurations.all()) {
            entry.values().forEach((key, value) -> look(entry, key, value, findings));
        }
        return findings;
    }

    private void look(
            Configurations.Entry entry, String key, String value, List<Finding> findings) {
        if (!value.startsWith("secret:")) {
            return;
        }
        try {
            SecretReference.parse(key, value)
                    .filter(reference -> !known(reference))
                    .ifPresent(reference -> findings.add(missing(entry, key, reference)));
        } catch (IllegalArgumentException e) {
            findings.add(
                    new Finding(entry.file(), String.valueOf(e.getMessage()), "correct " + key));
        }
    }

    private boolean known(SecretReference reference) {
        return resolvers.stream().anyMatch(r -> r.resolve(reference.name()).isPresent());
    }

    private static Finding missing(
            Configurations.Entry entry, String key, SecretReference reference) {
        return new Finding(
                entry.file(),
                key + " names the secret " + reference.name() + ", which is not there",
                "put its value into etc/secrets/" + reference.name() + " (mode 0600)");
    }
}
