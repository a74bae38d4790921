package io.demijohn.secret;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Finds the value behind a secret's name, for example in a file, a vault or the environment. */
@ConsumerType
public interface SecretResolver {

    /**
     * Looks a secret up. Asked each time a component is configured, so a rotated secret is picked
     * up by touching the configuration that names it.
     *
     * @param name the part after {@code secret:}, made of letters, digits, dot, dash and underscore
     * @return the secret, or empty when this resolver does not know the name
     */
    Optional<Secret> resolve(String name);
}
