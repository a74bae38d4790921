package io.demijohn.storage.secrets.internal;

import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.secret.Secret;
import io.demijohn.secret.SecretReference;
import io.demijohn.secret.SecretResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks in the secrets directory first, then in the environment. Never logs a value. */
@Component(
        service = {SecretResolver.class, HealthCheck.class},
        configurationPid = "io.demijohn.storage.secrets")
@Designate(ocd = FileSecretResolver.Config.class)
public final class FileSecretResolver implements SecretResolver, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(FileSecretResolver.class);
    private static final int MOST_SAID = 1_000;

    /** Where secrets are. Applied at once; secrets are read when they are asked for. */
    @ObjectClassDefinition(name = "Demijohn secrets")
    public @interface Config {
        @AttributeDefinition(
                description = "A directory with a file per secret; empty means etc/secrets")
        String directory() default "";
    }

    private final SecretDirectory directory;
    private final SecretVariables variables;
    private final Map<String, String> said = new ConcurrentHashMap<>();

    @Activate
    public FileSecretResolver(BundleContext bundle, Config config) {
        this(path(bundle, config), System.getenv());
    }

    FileSecretResolver(Path directory, Map<String, String> environment) {
        this.directory = new SecretDirectory(directory);
        this.variables = new SecretVariables(environment);
    }

    private static Path path(BundleContext bundle, Config config) {
        if (!config.directory().isBlank()) {
            return Path.of(config.directory());
        }
        String etc = bundle.getProperty("karaf.etc");
        return Path.of(etc == null ? "etc" : etc, "secrets");
    }

    @Override
    public Optional<Secret> resolve(String name) {
        if (!isName(name)) {
            return Optional.empty();
        }
        try {
            Optional<Secret> found = directory.read(name);
            said.remove(name);
            return found.isPresent() ? found : variables.read(name);
        } catch (IOException e) {
            sayOnce(name, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Providers ask every few seconds, and what they are told seldom changes. */
    private void sayOnce(String name, String fault) {
        if (said.size() < MOST_SAID && !fault.equals(said.put(name, fault))) {
            LOG.error("The secret {} is not used: {}.", name, fault);
        }
    }

    /** A name that passes cannot leave the directory: it has no slash and begins with no dot. */
    private static boolean isName(String name) {
        try {
            return new SecretReference(name).name().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public Health check() {
        try {
            List<Path> open = directory.openToOthers();
            return open.isEmpty()
                    ? Health.up("Secrets are read from " + directory.path() + ".")
                    : Health.degraded(
                            "%d secrets are not used because others can read them, first %s."
                                    .formatted(open.size(), open.get(0)),
                            "chmod 600 " + directory.path() + "/*");
        } catch (IOException e) {
            return Health.degraded(
                    "Cannot list " + directory.path() + ": " + e,
                    "Make the directory readable for the user that runs Demijohn.");
        }
    }
}
