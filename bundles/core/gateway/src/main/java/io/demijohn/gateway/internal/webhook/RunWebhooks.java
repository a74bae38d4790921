package io.demijohn.gateway.internal.webhook;

import io.demijohn.agent.AgentException;
import io.demijohn.agent.WebhookNotice;
import io.demijohn.agent.WebhookSender;
import io.demijohn.gateway.internal.agents.NoticeBody;
import io.demijohn.outbound.internal.address.GuardedClient;
import io.demijohn.outbound.internal.config.HeaderValues;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;

/** Sends notices, signed in the form of Standard Webhooks. */
final class RunWebhooks implements WebhookSender {

    private final GuardedClient client;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final Duration timeout;

    RunWebhooks(GuardedClient client, SigningKeys keys, InstantSource clock, Duration timeout) {
        this.client = client;
        this.keys = keys;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<Void> send(String tenant, WebhookNotice notice) {
        try {
            return new WebhookDelivery().send(request(notice, keys.now()));
        } catch (HeaderValues.MissingSecretException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new AgentException(
                            AgentException.Kind.UNAVAILABLE,
                            "Webhooks cannot be signed: " + e.getMessage(),
                            e,
                            Optional.empty()));
        }
    }

    private Request request(WebhookNotice notice, List<SigningKey> signers) {
        Instant now = clock.instant();
        long seconds = now.getEpochSecond();
        byte[] body = NoticeBody.write(notice, now);
        String signatures =
                signers.stream()
                        .map(key -> key.sign(notice.id(), seconds, body))
                        .collect(Collectors.joining(" "));
        return client.request(notice.url())
                .method(HttpMethod.POST)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .headers(
                        headers -> {
                            headers.put(HttpHeader.USER_AGENT, "demijohn/0.1");
                            headers.put("webhook-id", notice.id());
                            headers.put("webhook-timestamp", seconds);
                            headers.put("webhook-signature", signatures);
                        })
                .body(new BytesRequestContent("application/json", body));
    }
}
