package io.demijohn.gateway.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.demijohn.agent.AgentException;
import io.demijohn.agent.Checkpoint;
import io.demijohn.agent.MultitaskStrategy;
import io.demijohn.agent.Run;
import io.demijohn.agent.RunStatus;
import io.demijohn.agent.StateValues;
import io.demijohn.agent.WebhookNotice;
import io.demijohn.model.Message;
import io.demijohn.model.Role;
import io.demijohn.outbound.internal.address.GuardedClient;
import io.demijohn.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunWebhooksTest {

    private record Heard(Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.get(name).get(0);
        }
    }

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.25Z");
    private static final String[] LOOPBACK = {"127.0.0.0/8, ::1"};

    @TempDir Path folder;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private HttpServer receiver;
    private int status = 204;
    private String answer = "";
    private Map<String, String> answerHeaders = Map.of();

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", this::hear);
        receiver.setExecutor(threads);
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
        threads.shutdownNow();
    }

    private void hear(HttpExchange exchange) throws IOException {
        heard.add(
                new Heard(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
        answerHeaders.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static WebhookNotice notice(URI url) {
        Run run =
                new Run(
                        "01a20894-0000-7000-8000-000000000001",
                        "01a20894-0000-7000-8000-000000000002",
                        "01a20894-0000-5000-8000-000000000003",
                        "agent",
                        1,
                        RunStatus.ERROR,
                        Optional.of(new Run.RunError("ModelError.TIMEOUT", "too slow")),
                        false,
                        MultitaskStrategy.ENQUEUE,
                        Map.of("mine", 1),
                        Map.of(),
                        Instant.EPOCH,
                        Instant.EPOCH);
        Checkpoint state =
                new Checkpoint(
                        run.threadId(),
                        "01a20894-0000-7000-8000-000000000010",
                        Optional.empty(),
                        new StateValues(List.of(Message.text("h", Role.USER, "said")), Map.of()),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Instant.EPOCH);
        return new WebhookNotice(
                "01a20894-0000-7000-8000-0000000000aa",
                url,
                run,
                state,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(5),
                1);
    }

    private URI url(String host) {
        return URI.create("http://" + host + ":" + receiver.getAddress().getPort() + "/hook?a=b");
    }

    private void send(SigningKeys keys, String[] allowed, URI url) {
        try (GuardedClient client =
                new GuardedClient(Webhooks.policy(allowed), InetAddress::getAllByName, threads)) {
            new RunWebhooks(client, keys, InstantSource.fixed(NOW), Duration.ofSeconds(10))
                    .send("t", notice(url))
                    .toCompletableFuture()
                    .join();
        }
    }

    private AgentException refused(String[] allowed, URI url) {
        try {
            send(own(), allowed, url);
            throw new AssertionError("it was taken");
        } catch (CompletionException e) {
            return (AgentException) e.getCause();
        }
    }

    private SigningKeys own() {
        return new SigningKeys(List.of(), "", "", folder.resolve("data/webhook-secret"));
    }

    private static String signature(String secret, Heard heard) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
        mac.update(
                (heard.header("Webhook-id") + "." + heard.header("Webhook-timestamp") + ".")
                        .getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(heard.body()));
    }

    @Test
    void aNoticeIsTheRunAndWhatCameOfItSignedWithASecretThatWasMade() throws Exception {
        send(own(), LOOPBACK, url("127.0.0.1"));
        Heard first = heard.take();
        String secret = Files.readString(folder.resolve("data/webhook-secret")).strip();
        assertThat(first.header("Webhook-signature")).isEqualTo(signature(secret, first));
        assertThat(first.header("Webhook-id")).isEqualTo("01a20894-0000-7000-8000-0000000000aa");
        assertThat(first.header("Webhook-timestamp")).isEqualTo("" + NOW.getEpochSecond());
        assertThat(first.header("Content-type")).isEqualTo("application/json");
        JsonNode body = new ObjectMapper().readTree(first.body());
        assertThat(body.path("run_id").asText()).isEqualTo("01a20894-0000-7000-8000-000000000001");
        assertThat(body.path("status").asText()).isEqualTo("error");
        assertThat(body.path("error").asText()).isEqualTo("too slow");
        assertThat(body.at("/values/messages/0/content").asText()).isEqualTo("said");
        assertThat(body.path("run_started_at").asText()).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(body.path("run_ended_at").asText()).isEqualTo("1970-01-01T00:00:05.000000Z");
        assertThat(body.path("webhook_sent_at").asText()).isEqualTo("2026-11-23T10:00:00.250000Z");
        send(own(), LOOPBACK, url("127.0.0.1"));
        assertThat(heard.take().header("Webhook-signature"))
                .as("the secret stays")
                .isEqualTo(first.header("Webhook-signature"));
    }

    @Test
    void whileReceiversChangeOverBothSecretsSign() throws Exception {
        Map<String, String> secrets =
                Map.of("NEW", SigningKey.random(), "OLD", SigningKey.random());
        SigningKeys keys =
                new SigningKeys(
                        List.of(name -> Optional.ofNullable(secrets.get(name)).map(Secret::new)),
                        "secret:NEW",
                        "secret:OLD",
                        folder.resolve("unused"));
        send(keys, LOOPBACK, url("127.0.0.1"));
        Heard one = heard.take();
        assertThat(one.header("Webhook-signature"))
                .isEqualTo(
                        signature(secrets.get("NEW"), one)
                                + " "
                                + signature(secrets.get("OLD"), one));
        assertThat(folder.resolve("unused")).doesNotExist();
    }

    @Test
    void aPrivateAddressIsRefusedForGoodAndNothingIsSent() {
        for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
            AgentException refused = refused(new String[0], url(host));
            assertThat(refused.kind()).as(host).isEqualTo(AgentException.Kind.INVALID);
            assertThat(refused).hasMessageContaining("is not a public address");
        }
        assertThat(refused(new String[] {"10.0.0.0/8"}, url("127.0.0.1")).kind())
                .isEqualTo(AgentException.Kind.INVALID);
        assertThat(heard).isEmpty();
    }

    @Test
    void aReceiverInTroubleIsTriedAgainAndOneThatIsGoneIsNot() {
        URI url = url("127.0.0.1");
        status = 500;
        assertThat(refused(LOOPBACK, url).kind()).isEqualTo(AgentException.Kind.UNAVAILABLE);
        status = 503;
        answerHeaders = Map.of("Retry-After", "120");
        assertThat(refused(LOOPBACK, url).retryAfter()).contains(Duration.ofMinutes(2));
        status = 410;
        assertThat(refused(LOOPBACK, url).kind()).isEqualTo(AgentException.Kind.NOT_FOUND);
    }

    @Test
    void aRedirectIsNotFollowed() {
        status = 307;
        answerHeaders = Map.of("Location", url("127.0.0.1").toString());
        AgentException refused = refused(LOOPBACK, url("127.0.0.1"));
        assertThat(refused.kind()).isEqualTo(AgentException.Kind.INVALID);
        assertThat(refused).hasMessageContaining("redirects are not followed");
        assertThat(heard).hasSize(1);
    }

    @Test
    void anAnswerIsNotReadToItsEnd() {
        status = 200;
        answer = "x".repeat(4 << 20);
        send(own(), LOOPBACK, url("127.0.0.1"));
        assertThat(heard).hasSize(1);
    }

    @Test
    void aMistakeIsNamedAndNoSecretIsShown() {
        Path file = folder.resolve("s");
        for (String secret : List.of("", "whsec_", "whsec_c2hvcnQ=", "CANARY", "whsec_%%%")) {
            SigningKeys keys =
                    new SigningKeys(
                            List.of(name -> Optional.of(new Secret(secret + "\n"))),
                            "secret:S",
                            "",
                            file);
            assertThatThrownBy(keys::now)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("secret must")
                    .hasMessageNotContaining("CANARY");
        }
        assertThatThrownBy(() -> new SigningKeys(List.of(), "whsec_CANARY", "", file))
                .hasMessageStartingWith("secret must be a reference")
                .hasMessageNotContaining("CANARY");
        assertThatThrownBy(() -> Webhooks.policy(new String[] {"10.0.0.0/8,inner"}))
                .hasMessage(
                        "allowed.addresses: inner is not a block such as 10.0.0.0/8 or fd00::/8");
    }
}
