package io.demijohn.itests.battery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.demijohn.itests.support.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits under a crowd, and usage of answers in pieces and whole. */
@ExtendWith(Shared.class)
class TenantsIT {

    private static final int ASKING = Scale.of(2_000, 10_000);
    private static final int LIMIT = Scale.of(200, 1_000);
    private static final int AT_ONCE = 200;

    private final Node node;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TenantsIT(Node node) {
        this.node = node;
    }

    /** Makes a key with these fields, and returns its secret. */
    private String key(String fields) {
        return node.platform.api().post("/admin/keys", "{" + fields + "}").path("secret").asText();
    }

    private HttpRequest chat(String key, boolean stream) {
        return chat(key, Requests.chat(stream, "hello"));
    }

    private HttpRequest chat(String key, String body) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
    }

    @Test
    void aCrowdAtALimit() throws Exception {
        Case.run(
                node,
                "C5",
                Scale.text(2_000, 10_000) + " calls at once, of a key that may make " + LIMIT,
                "exactly so many pass; the others get 429 with a Retry-After",
                () -> {
                    String key = key("\"id\":\"crowd\",\"limits\":{\"requests\":" + LIMIT + "}");
                    Queue<HttpResponse<Void>> answers = crowd(chat(key, false));
                    List<HttpResponse<Void>> passed =
                            answers.stream().filter(one -> one.statusCode() == 200).toList();
                    List<HttpResponse<Void>> refused =
                            answers.stream().filter(one -> one.statusCode() == 429).toList();
                    assertThat(passed).hasSize(LIMIT);
                    assertThat(refused).hasSize(ASKING - LIMIT);
                    assertThat(refused)
                            .allSatisfy(
                                    one ->
                                            assertThat(
                                                            one.headers()
                                                                    .firstValueAsLong("retry-after")
                                                                    .orElse(0))
                                                    .isBetween(1L, 62L));
                    assertThat(refused.get(0).headers().map())
                            .containsKey("x-ratelimit-remaining-requests");
                    return passed.size() + " passed, " + refused.size() + " got 429";
                });
    }

    private Queue<HttpResponse<Void>> crowd(HttpRequest request) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        Queue<HttpResponse<Void>> answers = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < ASKING; i++) {
            places.acquire();
            client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .whenComplete(
                            (answer, failure) -> {
                                if (answer != null) {
                                    answers.add(answer);
                                }
                                places.release(); // when all are back, all answers are there
                            });
        }
        places.acquire(AT_ONCE);
        return answers;
    }

    @Test
    void piecesAndWholeCostTheSame() throws Exception {
        Case.run(
                node,
                "C5",
                "the same question, answered in pieces and whole",
                "equal usage and cost, of the key's own tenant only",
                () -> {
                    String streamed = key("\"id\":\"streamed\"");
                    String whole = key("\"id\":\"whole\"");
                    assertThat(status(chat(streamed, simulated(true)))).isEqualTo(200);
                    assertThat(status(chat(whole, simulated(false)))).isEqualTo(200);
                    JsonNode one = usage("streamed");
                    assertThat(usage("whole")).isEqualTo(one);
                    assertThat(one.path("calls").asInt()).isEqualTo(1);
                    assertThat(one.path("output_tokens").asInt()).isPositive();
                    assertThat(one.path("unpriced_calls").asInt()).isZero();
                    return one.toString();
                });
    }

    /** Of the model that counts tokens. */
    private static String simulated(boolean stream) {
        return Requests.chat(stream, "hello").replace("\"mock\"", "\"simulated\"");
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private JsonNode usage(String key) {
        return Await.until(
                () -> node.platform.api().get("/v1/usage?key=" + key).path("total"),
                total -> total.path("calls").asInt() > 0);
    }

    @Test
    void aRevokedKeyIsDeadAtOnce() throws Exception {
        Case.run(
                node,
                "B1",
                "a key that was revoked a moment ago",
                "401 for the next request",
                () -> {
                    String key = key("\"id\":\"short-lived\"");
                    assertThat(status(chat(key, false))).isEqualTo(200);
                    node.platform.shell("key:revoke short-lived");
                    assertThat(status(chat(key, false))).isEqualTo(401);
                    return "200, then 401";
                });
    }
}
