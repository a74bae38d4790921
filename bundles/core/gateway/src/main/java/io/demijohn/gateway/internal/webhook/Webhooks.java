package io.demijohn.gateway.internal.webhook;

import io.demijohn.agent.WebhookSender;
import io.demijohn.health.Health;
import io.demijohn.health.HealthCheck;
import io.demijohn.outbound.internal.address.AddressBlock;
import io.demijohn.outbound.internal.address.AddressPolicy;
import io.demijohn.outbound.internal.address.GuardedClient;
import io.demijohn.outbound.internal.config.ConfigFields;
import io.demijohn.outbound.internal.config.HeaderValues;
import io.demijohn.secret.SecretResolver;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender of notices. With a mistake in its configuration there is none, and the notices are
 * owed until it is mended.
 */
@Component(name = Webhooks.PID, service = HealthCheck.class, immediate = true)
@Designate(ocd = WebhookConfig.class)
public final class Webhooks implements HealthCheck {

    static final String PID = "io.demijohn.webhook";

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String FIX = "correct etc/" + PID + ".cfg; the change is seen at once";
    private static final int THREADS = 8;

    /** A system's look-up cannot be stopped; one tenant has 8 tries at once. */
    private static final int LOOKUPS = 32;

    private static final long MAX_TIMEOUT = 50_000;

    private final Optional<String> mistake;
    private @Nullable SigningKeys keys;
    private @Nullable GuardedClient client;
    private @Nullable QueuedThreadPool threads;
    private @Nullable QueuedThreadPool lookups;
    private @Nullable ServiceRegistration<WebhookSender> registered;

    /**
     * Begins to send.
     *
     * @param context knows the folder for the secret
     * @param config where notices may go, and how they are signed
     * @param resolvers find the secrets
     */
    @Activate
    public Webhooks(
            BundleContext context,
            WebhookConfig config,
            @Reference(policyOption = ReferencePolicyOption.GREEDY)
                    List<SecretResolver> resolvers) {
        mistake = begin(context, config, resolvers);
        mistake.ifPresent(text -> LOG.error("Webhooks are not sent: {}; {}", text, FIX));
    }

    private Optional<String> begin(
            BundleContext context, WebhookConfig config, List<SecretResolver> resolvers) {
        try {
            Path own = Path.of(String.valueOf(context.getProperty("karaf.data")));
            SigningKeys signing =
                    new SigningKeys(
                            resolvers,
                            config.secret(),
                            config.former_secret(),
                            own.resolve("demijohn/webhook-secret"));
            Duration timeout =
                    Duration.ofMillis(
                            ConfigFields.whole("timeout.ms", config::timeout_ms, 100, MAX_TIMEOUT));
            AddressPolicy policy = policy(config.allowed_addresses());
            signing.now();
            QueuedThreadPool pool = pool("demijohn-webhook", THREADS);
            QueuedThreadPool finders = pool("demijohn-webhook-lookup", LOOKUPS);
            GuardedClient guarded =
                    new GuardedClient(policy, InetAddress::getAllByName, finders, pool);
            keys = signing;
            threads = pool;
            lookups = finders;
            client = guarded;
            registered =
                    context.registerService(
                            WebhookSender.class,
                            new RunWebhooks(guarded, signing, InstantSource.system(), timeout),
                            null);
            return Optional.empty();
        } catch (HeaderValues.MissingSecretException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    // A file gives a list as one text with commas.
    static AddressPolicy policy(String[] blocks) {
        try {
            return new AddressPolicy(
                    false,
                    Arrays.stream(blocks)
                            .flatMap(one -> Stream.of(one.split(",")))
                            .map(String::strip)
                            .filter(block -> !block.isEmpty())
                            .map(AddressBlock::of)
                            .toList(),
                    "a block in allowed.addresses of etc/" + PID + ".cfg");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("allowed.addresses: " + e.getMessage(), e);
        }
    }

    private static QueuedThreadPool pool(String name, int most) {
        QueuedThreadPool pool = new QueuedThreadPool(most, 1);
        pool.setName(name);
        pool.setDaemon(true);
        try {
            pool.start();
        } catch (Exception e) {
            throw new IllegalStateException("the threads of the webhooks do not start", e);
        }
        return pool;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public Health check() {
        SigningKeys signing = keys;
        if (mistake.isPresent() || signing == null) {
            return Health.down("Webhooks are not sent: " + mistake.orElse("not started"), FIX);
        }
        try {
            signing.now();
            return Health.up("Webhooks can be signed and sent");
        } catch (HeaderValues.MissingSecretException | IllegalArgumentException e) {
            return Health.down("Webhooks cannot be signed: " + e.getMessage(), FIX);
        }
    }

    /** Sends no more. */
    @Deactivate
    void stop() {
        if (registered != null) {
            registered.unregister();
        }
        if (client != null) {
            client.close();
        }
        if (threads != null) {
            LifeCycle.stop(threads);
        }
        if (lookups != null) {
            LifeCycle.stop(lookups);
        }
    }
}
