package io.demijohn.gateway.internal.webhook;

import io.demijohn.gateway.internal.key.PrivateFiles;
import io.demijohn.outbound.internal.config.HeaderValues;
import io.demijohn.secret.SecretReference;
import io.demijohn.secret.SecretResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that notices are signed with: the present one, and for a while the one before, so
 * that receivers can change over. Looked up for each notice, because a secret may change.
 */
final class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final HeaderValues values;
    private final Optional<SecretReference> present;
    private final Optional<SecretReference> former;
    private final Path own;

    /** Keys by reference; without any, {@code own} is a file with one, made if it is not there. */
    SigningKeys(List<SecretResolver> resolvers, String present, String former, Path own) {
        this.values = new HeaderValues(resolvers);
        this.present = SecretReference.parse("secret", present);
        this.former = SecretReference.parse("former.secret", former);
        this.own = own;
    }

    List<SigningKey> now() {
        List<SigningKey> keys = new ArrayList<>();
        keys.add(SigningKey.parse("secret", present.map(this::find).orElseGet(this::ownSecret)));
        former.ifPresent(name -> keys.add(SigningKey.parse("former.secret", find(name))));
        return keys;
    }

    private String find(SecretReference reference) {
        return values.find("secret", reference);
    }

    private synchronized String ownSecret() {
        try {
            if (!Files.exists(own)) {
                Files.createDirectories(own.getParent());
                PrivateFiles.write(own, SigningKey.random() + "\n");
                LOG.info("A secret was made that webhooks are signed with; it is in {}", own);
            }
            return Files.readString(own).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(own + " cannot be read or written", e);
        }
    }
}
